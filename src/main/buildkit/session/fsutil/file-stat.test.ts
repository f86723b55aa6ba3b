import { execFileSync } from 'node:child_process';
import { chmodSync, linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFileStat, statWithNode } from './file-stat.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-stat-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);

describe.runIf(process.platform === 'linux')('openFileStat', () => {
  it('gives what Node gives, of every kind of file', () => {
    const read = openFileStat();
    expect(read).not.toBe(statWithNode);
    mkdirSync(at('folder'));
    writeFileSync(at('file'), 'content');
    chmodSync(at('file'), 0o4751);
    linkSync(at('file'), at('second name'));
    symlinkSync('no/such/file', at('link'));
    writeFileSync(at('huge'), '');
    truncateSync(at('huge'), 2 ** 40 + 123);
    writeFileSync(at(`${'n'.repeat(200)} größe \u{1F600}`), 'x');
    execFileSync('mkfifo', [at('pipe')]);
    const times = ['2020-02-03T04:05:06.123456789Z', '1969-12-31T23:59:58.000000001Z', '2200-01-01T00:00:00Z'];
    times.forEach((time, index) => {
      writeFileSync(at(`time ${index}`), '');
      execFileSync('touch', ['-d', time, at(`time ${index}`)]);
    });
    const names = ['', 'folder', 'file', 'second name', 'link', 'huge', `${'n'.repeat(200)} größe \u{1F600}`, 'pipe'];
    for (const path of [...names, 'time 0', 'time 1', 'time 2'].map(at).concat('/dev/null', '/dev/zero')) {
      const { inode, ...rest } = read(path);
      const { inode: other, ...wanted } = statWithNode(path);
      expect([path, rest, inode === '']).toEqual([path, wanted, other === '']);
    }
    expect(read(at('time 1')).modTime).toBe(-1_999_999_999n);
    expect(read(at('file')).inode).toBe(read(at('second name')).inode);
    expect(read(at('file')).inode).not.toBe('');
  });

  it('says as Node does what is not there', () => {
    for (const path of ['none', 'file/none'].map(at)) {
      expect(() => openFileStat()(path)).toThrow(expect.objectContaining({ code: codeOf(() => statWithNode(path)) }));
    }
  });
});

function codeOf(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
}
