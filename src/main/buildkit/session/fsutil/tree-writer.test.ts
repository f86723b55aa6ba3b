import { lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from '@bufbuild/protobuf';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Stat, StatSchema } from '../../gen/fsutil_pb.js';
import { GoMode } from './go-mode.ts';
import { TreeWriter } from './tree-writer.ts';

let root: string;
let writer: TreeWriter;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'tree-writer-'));
  await mkdir(join(root, 'out'));
  writer = new TreeWriter(join(root, 'out'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const entry = (path: string, mode: number, linkname = ''): Stat =>
  create(StatSchema, { path, mode, linkname, modTime: 1_700_000_000_123_456_789n });
const folder = (path: string, mode = 0o755) => entry(path, (GoMode.dir + mode) >>> 0);
const link = (path: string, target: string) => entry(path, (GoMode.symlink + 0o777) >>> 0, target);

async function file(id: number, stat: Stat, content: string): Promise<void> {
  expect(await writer.add(id, stat)).toBe(true);
  await writer.open(id);
  await writer.write(id, Buffer.from(content));
  await writer.end(id);
}

describe('a tree', () => {
  test('is laid out with its modes, times and links, read-only folders too', async () => {
    await writer.add(0, folder('a', 0o555));
    await file(1, entry('a/run', (GoMode.setuid + 0o755) >>> 0), 'hello');
    await writer.add(2, entry('b', 0o644, 'a/run'));
    await writer.add(3, link('c', 'a/run'));
    await writer.finish();
    const out = join(root, 'out');
    expect((await readdir(out)).sort()).toEqual(['a', 'b', 'c']);
    expect((await stat(join(out, 'a'))).mode & 0o7777).toBe(0o555);
    const made = await stat(join(out, 'a/run'));
    expect(made.mode & 0o7777).toBe(0o4755);
    expect(Math.round(made.mtimeMs)).toBe(1_700_000_000_123);
    expect((await stat(join(out, 'b'))).ino).toBe(made.ino);
    expect(await readlink(join(out, 'c'))).toBe('a/run');
  });

  test('leaves what is there, replaces files of its names, and never a folder', async () => {
    const out = join(root, 'out');
    await writeFile(join(out, 'mine'), 'stays');
    await writeFile(join(out, 'old'), 'old');
    await mkdir(join(out, 'full'));
    await file(0, entry('old', 0o600), 'new');
    expect(await readFile(join(out, 'old'), 'utf8')).toBe('new');
    expect(await readFile(join(out, 'mine'), 'utf8')).toBe('stays');
    await expect(writer.add(1, entry('full', 0o644))).rejects.toThrow('is a folder');
    await expect(writer.add(2, link('full', 'x'))).rejects.toThrow('is a folder');
  });
});

describe('what leads elsewhere', () => {
  test('a link that was there is not written through', async () => {
    await mkdir(join(root, 'elsewhere'));
    await symlink(join(root, 'elsewhere'), join(root, 'out/a'));
    await expect(writer.add(0, entry('a/evil', 0o644))).rejects.toThrow('without its folder');
    await writer.add(1, folder('a'));
    await file(2, entry('a/fine', 0o644), 'x');
    expect(await readdir(join(root, 'elsewhere'))).toEqual([]);
    expect((await lstat(join(root, 'out/a'))).isDirectory()).toBe(true);
  });

  test('a link that came is not written through, nor does a folder give way to one', async () => {
    await writer.add(0, link('a', '/tmp'));
    await expect(writer.add(1, entry('a/evil', 0o644))).rejects.toThrow('without its folder');
    await writer.add(2, folder('b'));
    await expect(writer.add(3, link('b', '/tmp'))).rejects.toThrow('is a folder');
  });

  test('a file replaces a link instead of what it points to', async () => {
    await writeFile(join(root, 'target'), 'safe');
    await symlink(join(root, 'target'), join(root, 'out/a'));
    await file(0, entry('a', 0o644), 'new');
    expect(await readFile(join(root, 'target'), 'utf8')).toBe('safe');
  });

  test('paths out of the folder, links to strangers, devices and content nobody asked for are refused', async () => {
    await expect(writer.add(0, entry('../evil', 0o644))).rejects.toThrow('cannot be written');
    await expect(writer.add(0, entry('a', 0o644, '/etc/passwd'))).rejects.toThrow('did not come');
    await expect(writer.add(0, entry('a', (GoMode.device + 0o600) >>> 0))).rejects.toThrow('device');
    await expect(writer.write(7, Buffer.from('x'))).rejects.toThrow('not asked for');
    await expect(writer.end(7)).rejects.toThrow('not asked for');
  });

  test('a transfer that is given up leaves no part of a file', async () => {
    await writer.add(0, entry('a', 0o644));
    await writer.open(0);
    await writer.write(0, Buffer.from('half'));
    await writer.abandon();
    expect(await readdir(join(root, 'out'))).toEqual([]);
  });
});
