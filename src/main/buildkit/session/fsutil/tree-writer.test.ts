import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { GoMode } from './go-mode.ts';
import { openPosix } from './posix.ts';
import { TreeWriter } from './tree-writer.ts';
import type { Stat } from './wire.ts';
import { openXattrs } from './xattr.ts';

let root: string;
let out: string;
let writer: TreeWriter;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'tree-writer-'));
  out = join(root, 'out');
  mkdirSync(out);
  writer = new TreeWriter(out, openPosix(), openXattrs());
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const entry = (path: string, mode: number, linkname = ''): Stat => ({
  path,
  mode,
  linkname,
  modTime: 1_700_000_000_123_456_789n,
  size: 0n,
  devMajor: 0,
  devMinor: 0,
  xattrs: [],
});
const folder = (path: string, mode = 0o755) => entry(path, (GoMode.dir + mode) >>> 0);
const link = (path: string, target: string) => entry(path, (GoMode.symlink + 0o777) >>> 0, target);

function file(id: number, stat: Stat, content: string): void {
  expect(writer.add(id, stat)).toBe(true);
  writer.write(id, Buffer.from(content));
  writer.end(id);
}

describe('a tree', () => {
  test('is laid out with its modes, times and links, read-only folders too', () => {
    writer.add(0, folder('a', 0o555));
    file(1, entry('a/run', (GoMode.setuid + 0o755) >>> 0), 'hello');
    writer.add(2, entry('b', 0o644, 'a/run'));
    writer.add(3, link('c', 'a/run'));
    writer.finish();
    expect(readdirSync(out).sort()).toEqual(['a', 'b', 'c']);
    expect(statSync(join(out, 'a')).mode & 0o7777).toBe(0o555);
    const made = statSync(join(out, 'a/run'), { bigint: true });
    expect(Number(made.mode & 0o7777n)).toBe(0o4755);
    if (process.platform === 'linux') expect(made.mtimeNs).toBe(1_700_000_000_123_456_789n);
    expect(statSync(join(out, 'b'), { bigint: true }).ino).toBe(made.ino);
    expect(readlinkSync(join(out, 'c'))).toBe('a/run');
  });

  test('takes names as long as a name can be', () => {
    const name = 'n'.repeat(255);
    file(0, entry(name, 0o644), 'x');
    writer.finish();
    expect(readdirSync(out)).toEqual([name]);
  });

  test('leaves what is there, replaces files of its names, and never a folder', () => {
    writeFileSync(join(out, 'mine'), 'stays');
    writeFileSync(join(out, 'old'), 'old');
    mkdirSync(join(out, 'full'));
    expect(() => writer.add(0, entry('full', 0o644))).toThrow('is a folder');
    file(1, entry('old', 0o600), 'new');
    expect(() => writer.add(2, link('zzz/../full', 'x'))).toThrow('cannot be written');
    writer.finish();
    expect(readFileSync(join(out, 'old'), 'utf8')).toBe('new');
    expect(readFileSync(join(out, 'mine'), 'utf8')).toBe('stays');
  });

  test('as a mirror removes what was not sent, and no more', () => {
    mkdirSync(join(out, 'a/deep'), { recursive: true });
    mkdirSync(join(root, 'elsewhere'));
    writeFileSync(join(root, 'elsewhere/file'), 'stays');
    symlinkSync(join(root, 'elsewhere'), join(out, 'link'));
    for (const path of ['a/gone', 'a/deep/gone', 'gone', 'a/kept']) writeFileSync(join(out, path), 'old');
    writer.add(0, folder('a'));
    file(1, entry('a/kept', 0o644), 'new');
    writer.finish({ mirror: true });
    expect(readdirSync(out, { recursive: true }).sort()).toEqual(['a', 'a/kept']);
    expect(readFileSync(join(out, 'a/kept'), 'utf8')).toBe('new');
    expect(readFileSync(join(root, 'elsewhere/file'), 'utf8')).toBe('stays');
  });
});

describe('what leads elsewhere', () => {
  test('a link that was there is not written through', () => {
    mkdirSync(join(root, 'elsewhere'));
    symlinkSync(join(root, 'elsewhere'), join(out, 'a'));
    symlinkSync(join(root, 'elsewhere'), join(out, 'b'));
    expect(() => writer.add(0, entry('a/evil', 0o644))).toThrow('without its folder');
    writer.add(1, folder('b'));
    file(2, entry('b/fine', 0o644), 'x');
    expect(readdirSync(join(root, 'elsewhere'))).toEqual([]);
    expect(lstatSync(join(out, 'b')).isDirectory()).toBe(true);
  });

  test('a link that came is not written through, nor does a folder give way to one', () => {
    writer.add(0, link('a', '/tmp'));
    expect(() => writer.add(1, entry('a/evil', 0o644))).toThrow('without its folder');
    writer.add(2, folder('b'));
    expect(() => writer.add(3, link('b', '/tmp'))).toThrow('out of order');
    expect(() => writer.add(3, folder('a'))).toThrow('out of order');
    expect(lstatSync(join(out, 'b')).isDirectory()).toBe(true);
  });

  test('a file replaces a link instead of what it points to', () => {
    writeFileSync(join(root, 'target'), 'safe');
    symlinkSync(join(root, 'target'), join(out, 'a'));
    file(0, entry('a', 0o644), 'new');
    expect(readFileSync(join(root, 'target'), 'utf8')).toBe('safe');
  });

  test('paths out of the folder, links to strangers, devices and content nobody asked for are refused', () => {
    expect(() => writer.add(0, entry('../evil', 0o644))).toThrow('cannot be written');
    expect(() => writer.add(0, entry('a', 0o644, '/etc/passwd'))).toThrow('did not come');
    expect(() => writer.add(0, entry('b', (GoMode.device + 0o600) >>> 0))).toThrow('device');
    expect(() => writer.add(0, link('c', ''))).toThrow('sent a link to ""');
    expect(() => writer.write(7, Buffer.from('x'))).toThrow('not asked for');
    expect(() => writer.end(7)).toThrow('not asked for');
  });

  test('a transfer that is given up leaves no part of a file', () => {
    writer.add(0, entry('a', 0o644));
    writer.write(0, Buffer.from('half'));
    writer.abandon();
    expect(readdirSync(out)).toEqual([]);
  });

  test('thousands of open files are refused', () => {
    for (let id = 0; id < 300; id++) writer.add(id, entry(`f${String(id).padStart(3, '0')}`, 0o644));
    expect(() => {
      for (let id = 0; id < 300; id++) writer.write(id, Buffer.from('x'));
    }).toThrow('more than 256 files');
    writer.abandon();
    expect(readdirSync(out)).toEqual([]);
  });
});
