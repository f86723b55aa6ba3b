import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { usableDataFolder } from './data-folder.ts';

let folder: string;
let temporary: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-data-test-'));
  temporary = join(folder, 'tmp');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Nobody can make a folder below a file, whoever asks. */
function impossible(): string {
  writeFileSync(join(folder, 'file'), '');
  return join(folder, 'file', 'slipway');
}

describe('usableDataFolder', () => {
  it('is the wanted one where that can be written, made if it is not there, with nothing left in it', () => {
    const wanted = join(folder, 'deep/own');
    expect(usableDataFolder(wanted, temporary)).toEqual({ folder: wanted });
    expect(readdirSync(wanted).sort()).toEqual(['builds', 'journal', 'spool']);
    expect(readdirSync(join(wanted, 'journal'))).toEqual([]);
    expect(existsSync(temporary)).toBe(false);
  });

  it('is one among the temporary files where it cannot, the same each time and for its owner alone', () => {
    const wanted = impossible();
    const first = usableDataFolder(wanted, temporary);
    expect(first.folder.startsWith(temporary)).toBe(true);
    expect(statSync(first.folder).mode & 0o777).toBe(0o700);
    expect(first.trouble).toMatchObject({ code: 'data-unwritable', title: 'Slipway cannot write to its own folder.' });
    expect(first.trouble?.meaning).toContain(wanted);
    expect(first.trouble?.meaning).toContain(first.folder);
    expect(usableDataFolder(wanted, temporary).folder).toBe(first.folder);
  });

  it('is not the wanted one where only a part of it cannot be written', () => {
    const wanted = join(folder, 'own');
    mkdirSync(wanted);
    writeFileSync(join(wanted, 'journal'), 'a file');
    expect(usableDataFolder(wanted, temporary).trouble?.detail).toContain('journal');
  });

  it.each(['open to others', 'a link'])('takes no folder among the temporary files that is %s', (kind) => {
    const wanted = impossible();
    const { folder: usual } = usableDataFolder(wanted, temporary);
    if (kind === 'a link') {
      rmSync(usual, { recursive: true });
      mkdirSync(join(folder, 'theirs'));
      symlinkSync(join(folder, 'theirs'), usual);
    } else {
      chmodSync(usual, 0o777);
    }
    const { folder: other } = usableDataFolder(wanted, temporary);
    expect(other).not.toBe(usual);
    expect(other.startsWith(temporary)).toBe(true);
    expect(statSync(other).mode & 0o777).toBe(0o700);
  });
});
