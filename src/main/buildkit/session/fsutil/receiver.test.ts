import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { duplexPair } from 'node:stream';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { frameMessage } from '../grpc/framing.ts';
import { listTree } from '../testing/list-tree.ts';
import { makeRandomTree, randomTree } from '../testing/random-tree.ts';
import { receiveTree } from './receiver.ts';
import { sendTree } from './sender.ts';
import {
  type Stat,
  writeDataEnd,
  writeDataHeader,
  writeEmpty,
  writeError,
  writeFin,
  writeRequest,
  writeStat,
} from './wire.ts';
import { openXattrs } from './xattr.ts';

let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'slipway-receive-'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const ALL = { include: [], exclude: [], follow: [] };

/** Over a socket: the sender uses its buffers again, which a pair in memory would show the receiver. */
async function transfer(from: string, to: string): Promise<void> {
  const server = net.createServer().listen(join(base, 'socket'));
  const sender = once(server, 'connection').then(async ([stream]) => {
    await sendTree(stream, from, ALL);
    stream.end();
  });
  const stream = net.connect(join(base, 'socket'));
  await Promise.all([sender, receiveTree(stream, to)]);
  stream.destroy();
  server.close();
}

describe('receiveTree', () => {
  it.runIf(process.platform === 'linux')(
    'lays out any tree as it was, over whatever was there',
    async () => {
      const xattrs = openXattrs();
      // Devices and sockets are no part of what a build puts out for a person.
      const plain = randomTree.filter((tree) => !/"kind":"(device|socket)"/.test(JSON.stringify(tree)));
      let count = 0;
      await fc.assert(
        fc.asyncProperty(plain, fc.boolean(), async (tree, twice) => {
          const [from, to] = [join(base, `from-${count}`), join(base, `to-${count++}`)];
          mkdirSync(from);
          const close = await makeRandomTree(from, tree);
          await transfer(from, to);
          if (twice) await transfer(from, to);
          expect(listTree(to, xattrs)).toEqual(listTree(from, xattrs));
          close();
          for (const folder of [from, to]) rmSync(folder, { recursive: true });
        }),
        { numRuns: 25 },
      );
    },
    60_000,
  );
});

/** A daemon that sends what it likes. */
async function hostile(packets: readonly Buffer[]): Promise<unknown> {
  const [ours, theirs] = duplexPair();
  theirs.on('error', () => {});
  theirs.resume();
  for (const packet of packets) theirs.write(packet);
  theirs.end();
  return receiveTree(ours, join(base, 'out')).then(
    () => undefined,
    (error: unknown) => error,
  );
}

const buffer = Buffer.alloc(70_000);
const packed = (write: (into: Buffer) => number): Buffer => Buffer.from(buffer.subarray(0, write(buffer)));
const statPacket = (stat: Partial<Stat>) =>
  packed((into) =>
    writeStat(into, 0, {
      path: 'a',
      mode: 0o644,
      size: 0n,
      modTime: 0n,
      linkname: '',
      devMajor: 0,
      devMinor: 0,
      xattrs: [],
      ...stat,
    }),
  );
const dataPacket = (id: number, text: string) =>
  packed((into) => {
    const header = 40;
    writeDataHeader(into, 0, id, text.length);
    const start = into.indexOf(0x22, 5) + 2;
    expect(start).toBeLessThan(header);
    return start + into.write(text, start);
  });

const names = [
  'a',
  'b',
  '..',
  '.',
  '',
  '/',
  'a/b',
  'a/../b',
  '../x',
  '/etc/x',
  'a//b',
  'a/',
  'a\0b',
  'x'.repeat(300),
  'b/c',
];
const modes = [
  0o644,
  0o4777,
  2 ** 31 + 0o755,
  2 ** 27 + 0o777,
  2 ** 25 + 0o600,
  2 ** 26 + 0o600,
  2 ** 19,
  2 ** 31 + 2 ** 27,
];
const packet = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .record({
        path: fc.constantFrom(...names),
        mode: fc.constantFrom(...modes),
        linkname: fc.constantFrom('', '', 'a', '/etc/passwd', '../sentinel', '..'),
        modTime: fc.constantFrom(0n, -1n, 2n ** 62n, -(2n ** 62n)),
      })
      .map(statPacket),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.nat({ max: 5 }), fc.constantFrom('x', 'evil')).map(([id, text]) => dataPacket(id, text)),
  },
  { weight: 3, arbitrary: fc.nat({ max: 5 }).map((id) => packed((into) => writeDataEnd(into, 0, id))) },
  { weight: 1, arbitrary: fc.constant(packed((into) => writeEmpty(into, 0))) },
  { weight: 1, arbitrary: fc.constant(packed((into) => writeFin(into, 0))) },
  { weight: 1, arbitrary: fc.constant(packed((into) => writeError(into, 0, 'no'))) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 30 }).map((bytes) => frameMessage(bytes)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes)) },
);

describe('a hostile daemon', () => {
  it('writes nothing outside the folder, and leaves no part of a file', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(packet, { maxLength: 14 }), async (packets) => {
        writeFileSync(join(base, 'sentinel'), 'safe');
        await hostile(packets);
        expect(readdirSync(base).sort()).toEqual(['out', 'sentinel']);
        expect(readFileSync(join(base, 'sentinel'), 'utf8')).toBe('safe');
        const left = readdirSync(join(base, 'out'), { recursive: true }).map(String);
        expect(left.filter((name) => name.includes('.tmp.'))).toEqual([]);
        rmSync(join(base, 'out'), { recursive: true });
      }),
      { numRuns: 200 },
    );
  }, 60_000);

  it('cannot write through a link that it sent before', async () => {
    mkdirSync(join(base, 'elsewhere'));
    const error = await hostile([
      statPacket({ path: 'a', mode: 2 ** 27 + 0o777, linkname: '../elsewhere' }),
      statPacket({ path: 'a/evil' }),
      dataPacket(1, 'evil'),
    ]);
    expect(String(error)).toContain('without its folder');
    expect(readdirSync(join(base, 'elsewhere'))).toEqual([]);
  });

  it('that ends before the end is an error', async () => {
    expect(String(await hostile([statPacket({})]))).toContain('broke off');
    expect(String(await hostile([packed((into) => writeError(into, 0, 'disk full'))]))).toContain(
      'error from sender: disk full',
    );
  });
});

describe('sendTree to a hostile daemon', () => {
  it('ends, whatever comes', async () => {
    mkdirSync(join(base, 'tree'));
    for (const name of ['a', 'b', 'c']) writeFileSync(join(base, 'tree', name), name);
    const request = fc.nat({ max: 5 }).map((id) => packed((into) => writeRequest(into, 0, id)));
    const junk = fc.uint8Array({ maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            request,
            junk.map(frameMessage),
            junk.map((bytes) => Buffer.from(bytes)),
            packet,
          ),
        ),
        async (packets) => {
          const [ours, theirs] = duplexPair();
          theirs.on('error', () => {});
          theirs.resume();
          for (const one of packets) theirs.write(one);
          theirs.end();
          const outcome = await sendTree(ours, join(base, 'tree'), ALL).then(
            () => 'sent',
            (error: unknown) => (error instanceof Error ? 'refused' : 'what'),
          );
          expect(['sent', 'refused']).toContain(outcome);
        },
      ),
      { numRuns: 200 },
    );
  }, 60_000);
});
