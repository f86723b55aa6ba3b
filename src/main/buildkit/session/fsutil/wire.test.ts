import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Packet, Packet_PacketType, PacketSchema } from '../../gen/fsutil_pb.js';
import { FrameReader } from '../grpc/framing.ts';
import { readPacket } from './packet.ts';
import {
  dataHeaderSize,
  PACKET_OVERHEAD,
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
        }),
        (stat) => {
          let end = 0;
          const packet = written((buffer, at) => {
            end = writeStat(buffer, at, stat);
            expect(end - at).toBeLessThanOrEqual(PACKET_OVERHEAD + 3 * (stat.path.length + stat.linkname.length));
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

describe('readPacket', () => {
  it('reads what generated code wrote, and skips a stat', () => {
    for (const id of [0, 1, 128, 2 ** 31]) {
      for (const type of [Packet_PacketType.PACKET_REQ, Packet_PacketType.PACKET_FIN, Packet_PacketType.PACKET_ERR]) {
        const packet = create(PacketSchema, { type, id, data: Buffer.from('x'), stat: { path: 'p', size: 9n } });
        const read = readPacket(Buffer.from(toBinary(PacketSchema, packet)));
        expect({ ...read, data: read.data.toString() }).toEqual({ type, id, data: 'x' });
      }
    }
  });

  it('refuses what is cut off', () => {
    expect(() => readPacket(Buffer.from([0x22, 9, 1]))).toThrow('cut off');
    expect(() => readPacket(Buffer.from([0x18, 0x80]))).toThrow('cut off');
  });
});
