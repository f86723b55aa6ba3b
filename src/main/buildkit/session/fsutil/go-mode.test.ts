import { describe, expect, it } from 'vitest';
import { goModeOf, isRegular } from './go-mode.ts';

describe('goModeOf', () => {
  // Right column: uint32(os.FileMode), printed by Go for each kind.
  it.each([
    ['file 0644', 0o100644, 420],
    ['folder 0755', 0o040755, 2_147_484_141],
    ['link 0777', 0o120777, 134_218_239],
    ['fifo 0600', 0o010600, 33_554_816],
    ['socket 0755, sent as a file', 0o140755, 493],
    ['block device 0660', 0o060660, 67_109_296],
    ['character device 0666', 0o020666, 69_206_454],
    ['setuid file 4755', 0o104755, 8_389_101],
    ['setgid folder 2775', 0o042775, 2_151_678_461],
    ['sticky folder 1777', 0o041777, 2_148_532_735],
  ])('%s', (_name, mode, expected) => {
    expect(goModeOf(mode, 'linux')).toBe(expected);
  });

  it('makes all of Windows executable and nothing there writable by others', () => {
    expect(goModeOf(0o100666, 'win32')).toBe(0o755);
    expect(goModeOf(0o100444, 'win32')).toBe(0o555);
  });
});

describe('isRegular', () => {
  it('is true for files and for what is sent as one', () => {
    expect([0o100644, 0o104755, 0o140755].map((mode) => isRegular(goModeOf(mode, 'linux')))).toEqual([
      true,
      true,
      true,
    ]);
    expect(
      [0o040755, 0o120777, 0o010600, 0o060660, 0o020666].map((mode) => isRegular(goModeOf(mode, 'linux'))),
    ).toEqual(Array(5).fill(false));
  });
});
