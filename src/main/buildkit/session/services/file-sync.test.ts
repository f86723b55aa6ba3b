import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import type { ClientHttp2Session } from 'node:http2';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SendWarning } from '../fsutil/sender.ts';
import { openXattrs } from '../fsutil/xattr.ts';
import { queryEscape } from '../grpc/headers.ts';
import type { Handler } from '../grpc/serve.ts';
import { connectTo, receiveTree } from '../testing/receive-tree.ts';
import { fileSyncService } from './file-sync.ts';

let root: string;
let client: ClientHttp2Session;
let failures: string[];
let warnings: SendWarning[];
let handlers: ReadonlyMap<string, Handler>;

beforeEach(() => serve(tmpdir()));

afterEach(stop);

/** Serves a new folder in this one. */
function serve(place: string): void {
  root = mkdtempSync(join(place, 'slipway-sync-'));
  failures = [];
  warnings = [];
  handlers = new Map(
    fileSyncService(
      { context: root },
      (_folder, error) => failures.push(String(error)),
      (warning) => warnings.push(warning),
    ),
  );
  client = connectTo(handlers);
}

function stop(): void {
  client.destroy();
  rmSync(root, { recursive: true, force: true });
}

function put(path: string, content: string | Buffer = path): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

const context = { 'dir-name': 'context' };

describe('FileSync.DiffCopy', () => {
  it('sends every file whole, whatever its size', async () => {
    const sizes = [0, 1, 127, 128, 16_383, 16_384, 262_143, 262_144, 262_145, 1_000_000, 3_000_000];
    for (const size of sizes) put(`f${String(size).padStart(8, '0')}`, Buffer.alloc(size, size % 251));
    const { stats, contents, code } = await receiveTree(client, { headers: context });
    expect(code).toBe(0);
    expect(stats.map(({ size }) => Number(size))).toEqual(sizes);
    for (const { path } of stats) expect(contents.get(path)?.equals(readFileSync(join(root, path)))).toBe(true);
  });

  it('walks depth first, by the bytes of the names', async () => {
    for (const path of ['a.txt', 'a/z', 'a/b/c', 'a-b', 'B', 'ä', '\uFFFD', '\u{1F600}', 'a/b.txt']) put(path);
    const { stats } = await receiveTree(client, { headers: context });
    expect(stats.map(({ path }) => path)).toEqual([
      'B',
      'a',
      'a/b',
      'a/b/c',
      'a/b.txt',
      'a/z',
      'a-b',
      'a.txt',
      'ä',
      '\uFFFD',
      '\u{1F600}',
    ]);
  });

  it.runIf(process.platform !== 'win32')(
    'sends what each entry is: mode, time to the nanosecond, owner 0',
    async () => {
      put('plain');
      chmodSync(join(root, 'plain'), 0o640);
      execFileSync('touch', ['-d', '2020-02-03T04:05:06.123456789Z', join(root, 'plain')]);
      put('setuid');
      chmodSync(join(root, 'setuid'), 0o4755);
      mkdirSync(join(root, 'sticky'));
      chmodSync(join(root, 'sticky'), 0o1777);
      symlinkSync('../out/side', join(root, 'link'));
      execFileSync('mkfifo', ['-m', '600', join(root, 'fifo')]);
      execFileSync('touch', ['-d', '@-5', join(root, 'setuid')]);
      const { stats } = await receiveTree(client, { headers: context });
      const byPath = Object.fromEntries(stats.map((stat) => [stat.path, stat]));
      expect(byPath.plain).toMatchObject({
        mode: 0o640,
        modTime: 1_580_702_706_123_456_789n,
        size: 5n,
      });
      expect(byPath.setuid).toMatchObject({ mode: 2 ** 23 + 0o755, modTime: -5_000_000_000n });
      expect(byPath.sticky).toMatchObject({ mode: 2 ** 31 + 2 ** 20 + 0o777, size: 0n });
      expect(byPath.link).toMatchObject({ mode: 2 ** 27 + 0o777, linkname: '../out/side', size: 11n });
      expect(byPath.fifo).toMatchObject({ mode: 2 ** 25 + 0o600 });
    },
  );

  it.runIf(process.platform !== 'win32')(
    'sends a hard link as a link with its real size, a socket as a file',
    async () => {
      put('one', 'content');
      linkSync(join(root, 'one'), join(root, 'two'));
      const server = net.createServer().listen(join(root, 'sock'));
      await new Promise((resolve) => server.once('listening', resolve));
      const { stats, contents } = await receiveTree(client, { headers: context });
      server.close();
      expect(stats.map(({ path, size, linkname }) => [path, size, linkname])).toEqual([
        ['one', 7n, ''],
        ['sock', 0n, ''],
        ['two', 7n, 'one'],
      ]);
      expect([...contents.keys()]).toEqual(['one', 'sock']);
      expect(contents.get('sock')?.length).toBe(0);
    },
  );

  it('sends a link whole if the file it points to is filtered out', async () => {
    put('one', 'content');
    linkSync(join(root, 'one'), join(root, 'two'));
    const { stats, contents } = await receiveTree(client, { headers: { ...context, 'exclude-patterns': ['one'] } });
    expect(stats.map(({ path, linkname }) => [path, linkname])).toEqual([['two', '']]);
    expect(contents.get('two')?.toString()).toBe('content');
  });

  it('sends a file that is gone meanwhile as empty, and one that grew as it is now', async () => {
    put('gone');
    put('grown');
    const { contents, code, dataPackets } = await receiveTree(client, {
      headers: context,
      onStat: ({ path }) => {
        if (path === 'gone') rmSync(join(root, 'gone'));
        else put('grown', Buffer.alloc(600_000, 1));
        return true;
      },
    });
    expect([code, contents.get('gone')?.length, contents.get('grown')?.length]).toEqual([0, 0, 600_000]);
    expect(dataPackets).toBeLessThan(6);
    expect(warnings).toMatchObject([
      { kind: 'unreadable', path: join(root, 'gone') },
      { kind: 'changed', path: join(root, 'grown') },
    ]);
  });

  it.runIf(process.platform === 'linux' && process.getuid?.() === 0)(
    'sends a file that may not be read as empty and says so, and fails at a folder that may not',
    async () => {
      // Somebody else may go into no folder that is root's alone, as that of temporary files can be.
      stop();
      serve('/tmp');
      put('secret');
      put('open');
      put('shut/in');
      chmodSync(root, 0o755);
      chmodSync(join(root, 'secret'), 0o600);
      chmodSync(join(root, 'shut'), 0o700);
      // Somebody else than who owns them.
      process.seteuid?.(65_534);
      try {
        const { contents, code } = await receiveTree(client, { headers: { ...context, 'exclude-patterns': ['shut'] } });
        expect([code, contents.get('secret')?.length, contents.get('open')?.toString()]).toEqual([0, 0, 'open']);
        expect(warnings).toMatchObject([{ kind: 'unreadable', path: join(root, 'secret') }]);
        const { code: failed, error } = await receiveTree(client, { headers: context });
        expect([failed, error]).toEqual([2, expect.stringContaining('EACCES')]);
      } finally {
        process.seteuid?.(0);
      }
    },
  );

  it('sends what is left of a file that shrank', async () => {
    put('shrunk', Buffer.alloc(600_000, 1));
    const { contents, code } = await receiveTree(client, {
      headers: context,
      onStat: () => {
        put('shrunk', 'short');
        return true;
      },
    });
    expect([code, contents.get('shrunk')?.toString()]).toEqual([0, 'short']);
    expect(warnings).toEqual([{ kind: 'changed', path: join(root, 'shrunk') }]);
  });

  it('fails when a folder took the place of a file, and does not wait for a pipe that did', async () => {
    put('file');
    put('pipe');
    const { contents, code, error } = await receiveTree(client, {
      headers: context,
      onStat: ({ path }) => {
        rmSync(join(root, path));
        if (path === 'pipe') execFileSync('mkfifo', [join(root, path)]);
        else mkdirSync(join(root, path));
        return path === 'pipe';
      },
    });
    expect([code, contents.get('pipe')?.length]).toEqual([0, 0]);
    expect(error).toBeUndefined();
    rmSync(join(root, 'file'), { recursive: true });
    put('file');
    const second = await receiveTree(client, {
      headers: context,
      onStat: ({ path }) => {
        if (path !== 'file') return false;
        rmSync(join(root, path));
        mkdirSync(join(root, path));
        return true;
      },
    });
    expect(second.code).toBe(2);
    expect(second.error).toContain('EISDIR');
  });

  it.runIf(process.platform === 'linux')('sends names and links that are no UTF-8 as the bytes they are', async () => {
    const odd = Buffer.concat([Buffer.from(`${root}/b`), Buffer.from([0xff, 0xc3])]);
    writeFileSync(odd, 'odd');
    mkdirSync(Buffer.concat([Buffer.from(`${root}/d`), Buffer.from([0x80])]));
    writeFileSync(Buffer.concat([Buffer.from(`${root}/d`), Buffer.from([0x80]), Buffer.from('/in')]), 'in');
    symlinkSync(Buffer.from([0xfe, 0x61]), join(root, 'c'));
    put('b\u{FFFD}');
    put('bä');
    const { stats, contents, code } = await receiveTree(client, {
      headers: { ...context, 'exclude-patterns': ['b%C3%A4', '%FFno'], 'exclude-patterns-encoded': '1' },
    });
    expect([code, failures]).toEqual([0, []]);
    expect(stats.map(({ path, linkname }) => [path, linkname])).toEqual([
      ['b\u{FFFD}', ''],
      ['b\uDCFF\uDCC3', ''],
      ['c', '\uDCFEa'],
      ['d\uDC80', ''],
      ['d\uDC80/in', ''],
    ]);
    expect(contents.get('b\uDCFF\uDCC3')?.toString()).toBe('odd');
    expect(contents.get('d\uDC80/in')?.toString()).toBe('in');
    const { stats: some } = await receiveTree(client, {
      headers: { ...context, 'include-patterns': ['d%80'], 'include-patterns-encoded': '1' },
    });
    expect(some.map(({ path }) => path)).toEqual(['d\uDC80', 'd\uDC80/in']);
  });

  it.runIf(process.platform === 'linux')('sends extended attributes, but none of Apple', async () => {
    put('file');
    mkdirSync(join(root, 'folder'));
    symlinkSync('file', join(root, 'link'));
    const xattrs = openXattrs();
    const large = Buffer.alloc(3000, 7);
    xattrs?.write(join(root, 'file'), { name: 'user.large', value: large });
    xattrs?.write(join(root, 'file'), { name: 'user.empty', value: Buffer.alloc(0) });
    xattrs?.write(join(root, 'file'), { name: 'user.com.apple.kept', value: Buffer.from('x') });
    xattrs?.write(join(root, 'folder'), { name: 'user.ä', value: Buffer.from([0, 1, 0xff]) });
    const { stats } = await receiveTree(client, { headers: context });
    const byPath = Object.fromEntries(stats.map((stat) => [stat.path, stat.xattrs]));
    expect(byPath.file?.map(({ name }) => name).sort()).toEqual(['user.com.apple.kept', 'user.empty', 'user.large']);
    expect(byPath.file?.find(({ name }) => name === 'user.large')?.value.equals(large)).toBe(true);
    expect(byPath.folder).toEqual([{ name: 'user.ä', value: Buffer.from([0, 1, 0xff]) }]);
    expect(byPath.link).toEqual([]);
  });

  it.each([302, 2000])('honours %i ignore patterns, each by itself', async (count) => {
    put('keep, this');
    put('drop 1, and 2');
    put('naïve');
    const patterns = Array.from({ length: count - 3 }, (_, index) => `no/such/folder-${index}/**`);
    patterns.splice(count >> 1, 0, '*', '!keep, this', '!naïve');
    const { stats, code } = await receiveTree(client, {
      headers: { ...context, 'exclude-patterns': patterns.map(queryEscape), 'exclude-patterns-encoded': '1' },
    });
    expect([code, stats.map(({ path }) => path)]).toEqual([0, ['keep, this', 'naïve']]);
  });

  it('honours 20,000 patterns of a large ignore file', async () => {
    put('keep');
    put('drop');
    const patterns = Array.from({ length: 20_000 }, (_, index) => `packages/name-${index}/no/such/folder/${index}/**`);
    const { stats, code } = await receiveTree(client, {
      headers: { ...context, 'exclude-patterns': [...patterns, 'drop'] },
    });
    expect([code, stats.map(({ path }) => path)]).toEqual([0, ['keep']]);
  });

  it('sends 1,500 files in many folders', async () => {
    for (let index = 0; index < 1500; index++) put(`d${index % 50}/f${index}`, `content ${index}`);
    const { contents, code } = await receiveTree(client, { headers: context });
    expect([code, contents.size, contents.get('d7/f1207')?.toString()]).toEqual([0, 1500, 'content 1207']);
  });

  it('follows the paths that were named, links and all', async () => {
    put('real/file');
    put('other');
    symlinkSync('real', join(root, 'link'));
    const { stats } = await receiveTree(client, { headers: { ...context, followpaths: ['link/file', 'missing'] } });
    expect(stats.map(({ path }) => path)).toEqual(['link', 'real', 'real/file']);
  });

  it('has access to the named folders only', async () => {
    const { code, message } = await receiveTree(client, { headers: { 'dir-name': 'elsewhere' } });
    expect([code, message]).toEqual([5, 'no access allowed to dir "elsewhere"']);
    expect(failures).toEqual([]);
  });

  it('says why a folder cannot be sent', async () => {
    rmSync(root, { recursive: true });
    const { code, error, message } = await receiveTree(client, { headers: context });
    expect([code, error]).toEqual([2, message]);
    expect(message).toContain('ENOENT');
    expect(failures).toHaveLength(1);
  });

  it('refuses a file that was not offered', async () => {
    put('a');
    const { code, error } = await receiveTree(client, {
      headers: context,
      onStat: (_stat, _id, connection) => {
        connection.request(77);
        return false;
      },
    });
    expect([code, error]).toEqual([2, 'invalid file id 77']);
  });

  it('stops when the daemon breaks off, and serves the next call', async () => {
    put('big', Buffer.alloc(20_000_000));
    put('z');
    const broken = await receiveTree(client, {
      headers: context,
      onStat: (stat, _id, connection) => {
        if (stat.path === 'z') setImmediate(() => connection.cancel());
        return true;
      },
    });
    expect(broken.code).toBe(-1);
    const whole = await receiveTree(client, { headers: { ...context, 'exclude-patterns': ['big'] } });
    expect([whole.code, whole.stats.length]).toEqual([0, 1]);
    expect(failures).toEqual([]);
    expect(lstatSync(join(root, 'big')).size).toBe(20_000_000);
  });
});
