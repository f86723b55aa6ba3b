import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Duplex, duplexPair } from 'node:stream';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { afterEach, beforeEach, expect } from 'vitest';
import { fuzz } from '../../../../../tools/fuzz/fuzz.ts';
import { cut, mutatedBytes } from '../../../../../tools/fuzz/mutate.ts';
import { Packet_PacketType, PacketSchema } from '../../gen/fsutil_pb.js';
import { FrameReader, frameMessage } from '../grpc/framing.ts';
import { readPacket } from './packet.ts';
import { readStat } from './read-stat.ts';
import { receiveTree } from './receiver.ts';
import { sendTree } from './sender.ts';

let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'slipway-fuzz-packets-'));
  mkdirSync(join(base, 'safe'));
  writeFileSync(join(base, 'safe/file'), 'safe');
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

/** Packets as a sender could say them, of all fields, with values at their edges. */
const path = fc.constantFrom(
  'a',
  'a/b',
  'a/b/c',
  'b',
  'c',
  'd',
  '..',
  '../safe/x',
  '/x',
  '',
  '.',
  'a/../b',
  'ä',
  'a\0',
  'x'.repeat(300),
  'con',
);
const GO_DIR = 2 ** 31;
const GO_LINK = 2 ** 27;
const mode = fc.constantFrom(
  0o644,
  0,
  0o7777,
  GO_DIR + 0o755,
  GO_DIR,
  GO_LINK + 0o777,
  2 ** 25 + 0o600,
  2 ** 26,
  2 ** 24,
  2 ** 19,
  2 ** 32 - 1,
  GO_DIR + GO_LINK,
);
const int64 = fc.constantFrom(0n, 1n, -1n, 5n, 2n ** 62n, -(2n ** 63n), 2n ** 63n - 1n);
const stat = fc.record({
  path,
  mode,
  uid: fc.constantFrom(0, 2 ** 32 - 1),
  size: int64,
  modTime: int64,
  linkname: fc.constantFrom('', '', '', 'a', '../safe', '/etc', '..', 'c', '\0'),
  devmajor: int64,
  xattrs: fc.constantFrom(
    {},
    {},
    { 'user.a': new Uint8Array([1]) },
    { 'security.capability': new Uint8Array(3) },
    { '': new Uint8Array(0) },
  ),
});
const data = fc.oneof(fc.constant(new Uint8Array(0)), fc.uint8Array({ minLength: 1, maxLength: 9 }));
const id = fc.oneof(fc.nat({ max: 6 }), fc.constantFrom(2 ** 31, 2 ** 32 - 1));
const packet = fc
  .oneof(
    { weight: 6, arbitrary: fc.record({ type: fc.constant(Packet_PacketType.PACKET_STAT), stat }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant(Packet_PacketType.PACKET_STAT) }) },
    { weight: 3, arbitrary: fc.record({ type: fc.constant(Packet_PacketType.PACKET_REQ), ID: id }) },
    { weight: 4, arbitrary: fc.record({ type: fc.constant(Packet_PacketType.PACKET_DATA), ID: id, data }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant(Packet_PacketType.PACKET_FIN) }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant(Packet_PacketType.PACKET_ERR), data }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant(77 as Packet_PacketType), ID: id, data, stat }) },
  )
  .map((init) => {
    const { ID = 0, ...rest } = init as { ID?: number };
    return toBinary(PacketSchema, create(PacketSchema, { ...rest, id: ID } as never));
  });
const damaged = fc.oneof({ weight: 6, arbitrary: packet }, { weight: 1, arbitrary: mutatedBytes(packet) });

fuzz(
  'a packet is read as generated code reads it, however it is damaged',
  4000,
  fc.tuple(packet, mutatedBytes(packet)),
  ([whole, broken]) => {
    const wanted = fromBinary(PacketSchema, whole);
    const read = readPacket(Buffer.from(whole));
    expect([read.type >>> 0, read.id, [...read.data]]).toEqual([wanted.type >>> 0, wanted.id, [...wanted.data]]);
    const entry = read.stat && readStat(read.stat);
    expect(entry === undefined).toBe(wanted.stat === undefined);
    if (entry && wanted.stat) {
      const { path: name, size, modTime, mode: bits, linkname } = wanted.stat;
      expect(entry).toMatchObject({
        path: name,
        size,
        modTime,
        mode: bits,
        linkname,
        devMajor: Number(wanted.stat.devmajor),
      });
      const attributes = entry.xattrs.map(({ name: key, value }) => [key, new Uint8Array(value)]);
      expect(Object.fromEntries(attributes)).toEqual(wanted.stat.xattrs);
    }
    try {
      const { stat: some } = readPacket(Buffer.from(broken));
      if (some) readStat(some);
    } catch (error) {
      expect(String(error)).not.toMatch(/TypeError|RangeError|SyntaxError/);
    }
  },
);

const cuts = fc.array(fc.nat(), { maxLength: 8 });
const bytesOf = (packets: readonly Uint8Array[]) => Buffer.concat(packets.map(frameMessage));

fuzz(
  'messages are the same however the bytes are cut',
  1500,
  fc.tuple(fc.array(damaged, { maxLength: 6 }), cuts),
  ([packets, places]) => {
    const reader = new FrameReader();
    const found = cut(bytesOf(packets), places).flatMap((part) =>
      reader.push(part).map((message) => Buffer.from(message)),
    );
    expect(found.map((message) => [...message])).toEqual(packets.map((one) => [...one]));
  },
);

/** What a stream's other end does; resolves with how it went. */
async function play(
  packets: readonly Uint8Array[],
  places: readonly number[],
  act: (stream: Duplex) => Promise<void>,
): Promise<unknown> {
  const [ours, theirs] = duplexPair();
  theirs.on('error', () => {});
  theirs.resume();
  for (const part of cut(bytesOf(packets), places)) if (part.length > 0) theirs.write(part);
  theirs.end();
  return act(ours).then(
    () => undefined,
    (error: unknown) => error,
  );
}

fuzz(
  'whatever a daemon sends is laid out below the folder, or refused, with nothing half written',
  700,
  fc.tuple(fc.array(damaged, { maxLength: 14 }), cuts, fc.boolean()),
  async ([packets, places, mirror]) => {
    const out = join(base, 'out');
    mkdirSync(join(out, 'd/old'), { recursive: true });
    symlinkSync('../safe', join(out, 'c'));
    const error = await play(packets, places, (stream) => receiveTree(stream, out, { mirror }));
    if (error !== undefined) expect(String(error)).not.toMatch(/TypeError|RangeError|SyntaxError/);
    expect(readdirSync(base).sort()).toEqual(['out', 'safe']);
    expect(readdirSync(join(base, 'safe'))).toEqual(['file']);
    expect(
      readdirSync(out, { recursive: true })
        .map(String)
        .filter((name) => name.includes('.tmp.')),
    ).toEqual([]);
    rmSync(out, { recursive: true, force: true });
  },
);

fuzz(
  'a folder is sent or refused, whatever the daemon asks for',
  400,
  fc.tuple(fc.array(damaged, { maxLength: 14 }), cuts),
  async ([packets, places]) => {
    const tree = join(base, 'tree');
    mkdirSync(join(tree, 'a'), { recursive: true });
    for (const name of ['a/b', 'c', 'd']) writeFileSync(join(tree, name), name);
    const error = await play(packets, places, (stream) =>
      sendTree(stream, tree, { include: [], exclude: [], follow: [] }),
    );
    if (error !== undefined) expect(String(error)).not.toMatch(/TypeError|RangeError|SyntaxError/);
  },
);
