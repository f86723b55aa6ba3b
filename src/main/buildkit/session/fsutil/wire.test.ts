import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Packet, Packet_PacketType, PacketSchema } from '../../gen/fsutil_pb.js';
import { FrameReader } from '../grpc/framing.ts';
import { textOfBytes } from './names.ts';
import { readPacket } from './packet.ts';
import { readStat } from './read-stat.ts';
import {
  dataHeaderSize,
  statSize,
  writeDataEnd,
  writeDataHeader,
  writeEmpty,
  writeError,
  writeFin,
  writeStat,
} from './wire.ts';

/** Writes at an odd place of a dirty buffer and reads the result with generated code. */
function written(write: (buffer: Buffer, at: number) => number): Packet {
  const buffer = Buffer.alloc(400_000, 0xee);
  const end = write(buffer, 3);
  const messages = new FrameReader().push(buffer.subarray(3, end));
  expect(messages).toHaveLength(1);
  return fromBinary(PacketSchema, messages[0] ?? Buffer.alloc(0));
}

const xattr = fc.record({
  // No name that an object would put first, as a number.
  name: fc.string({ minLength: 1, maxLength: 40 }).map((name) => `user.${name}`),
  value: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
});

describe('packets by hand', () => {
  it('stat: generated code reads every field', () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }).map((raw) => raw.toWellFormed());
    fc.assert(
      fc.property(
        fc.record({
          path: text,
          mode: fc.nat({ max: 2 ** 32 - 1 }),
          size: fc.bigInt({ min: 0n, max: 2n ** 62n }),
          modTime: fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }),
          linkname: fc.oneof(fc.constant(''), text),
          devMajor: fc.nat({ max: 4095 }),
          devMinor: fc.nat({ max: 2 ** 20 }),
          xattrs: fc.uniqueArray(xattr, { selector: ({ name }) => name, maxLength: 4 }),
        }),
        (stat) => {
          let end = 0;
          const packet = written((buffer, at) => {
            end = writeStat(buffer, at, stat);
            expect(end - at).toBeLessThanOrEqual(statSize(stat));
            return end;
          });
          expect(packet.type).toBe(Packet_PacketType.PACKET_STAT);
          expect(packet.stat).toMatchObject({
            path: stat.path,
            mode: stat.mode,
            size: stat.size,
            modTime: stat.modTime,
            linkname: stat.linkname,
            devmajor: BigInt(stat.devMajor),
            devminor: BigInt(stat.devMinor),
            uid: 0,
            gid: 0,
          });
          const sent = Object.entries(packet.stat?.xattrs ?? {});
          expect(sent.map(([name, value]) => ({ name, value: Buffer.from(value) }))).toEqual(stat.xattrs);
        },
      ),
    );
  });

  it('data: generated code reads id and bytes', () => {
    for (const id of [0, 1, 127, 128, 20_000, 4_000_000]) {
      for (const length of [1, 127, 128, 16_384, 262_144]) {
        const packet = written((buffer, at) => {
          const header = dataHeaderSize(id, length);
          buffer.fill(0x5a, at + header, at + header + length);
          writeDataHeader(buffer, at, id, length);
          return at + header + length;
        });
        expect([packet.type, packet.id, packet.data.length]).toEqual([Packet_PacketType.PACKET_DATA, id, length]);
        expect(packet.data.every((byte) => byte === 0x5a)).toBe(true);
      }
    }
  });

  it('ends, fin and error', () => {
    expect(written((buffer, at) => writeDataEnd(buffer, at, 300))).toMatchObject({
      type: Packet_PacketType.PACKET_DATA,
      id: 300,
    });
    expect(written(writeFin).type).toBe(Packet_PacketType.PACKET_FIN);
    const failed = written((buffer, at) => writeError(buffer, at, 'no ä'));
    expect([failed.type, Buffer.from(failed.data).toString()]).toEqual([Packet_PacketType.PACKET_ERR, 'no ä']);
    const buffer = Buffer.alloc(10, 0xee);
    expect(writeEmpty(buffer, 0)).toBe(5);
    expect([...buffer.subarray(0, 5)]).toEqual([0, 0, 0, 0, 0]);
  });
});

describe('readStat', () => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 30 }).map((name) => textOfBytes(Buffer.from(name)));

  it('reads what writeStat wrote, names that are no UTF-8 too', () => {
    const stat = fc.record({
      path: bytes,
      mode: fc.nat({ max: 2 ** 32 - 1 }),
      size: fc.bigInt({ min: 0n, max: 2n ** 62n }),
      modTime: fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }),
      linkname: fc.oneof(fc.constant(''), bytes),
      devMajor: fc.nat({ max: 4095 }),
      devMinor: fc.nat({ max: 2 ** 20 }),
      xattrs: fc.array(xattr, { maxLength: 3 }),
    });
    fc.assert(
      fc.property(stat, (one) => {
        const buffer = Buffer.alloc(10_000, 0xee);
        const [message] = new FrameReader().push(buffer.subarray(3, writeStat(buffer, 3, one)));
        const packet = readPacket(message ?? Buffer.alloc(0));
        expect(readStat(packet.stat ?? Buffer.alloc(0))).toEqual(one);
      }),
    );
  });

  it('reads or refuses whatever comes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (raw) => {
        try {
          readStat(Buffer.from(raw));
        } catch (error) {
          expect(String(error)).toMatch(/cut off|unknown kind/);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('readPacket', () => {
  it('reads what generated code wrote', () => {
    for (const id of [0, 1, 128, 2 ** 31]) {
      for (const type of [Packet_PacketType.PACKET_REQ, Packet_PacketType.PACKET_FIN, Packet_PacketType.PACKET_ERR]) {
        const packet = create(PacketSchema, { type, id, data: Buffer.from('x'), stat: { path: 'p', size: 9n } });
        const read = readPacket(Buffer.from(toBinary(PacketSchema, packet)));
        expect([read.type, read.id, read.data.toString()]).toEqual([type, id, 'x']);
        expect(readStat(read.stat ?? Buffer.alloc(0))).toMatchObject({ path: 'p', size: 9n });
      }
    }
  });

  it('refuses what is cut off', () => {
    expect(() => readPacket(Buffer.from([0x22, 9, 1]))).toThrow('cut off');
    expect(() => readPacket(Buffer.from([0x18, 0x80]))).toThrow('cut off');
  });
});
