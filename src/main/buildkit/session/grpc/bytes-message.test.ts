import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BytesMessageSchema } from '../../gen/filesync_pb.js';
import { BytesReader, bytesMessagePrefix } from './bytes-message.ts';
import { FrameReader, frameMessage } from './framing.ts';

const SIZES = [0, 1, 127, 128, 16_383, 16_384, 300_000];

describe('BytesMessage by hand', () => {
  it.each(SIZES)('%i bytes: is read by generated code', (size) => {
    const data = Buffer.alloc(size, 0xab);
    const [message] = new FrameReader().push(Buffer.concat([bytesMessagePrefix(size), data]));
    expect(Buffer.from(fromBinary(BytesMessageSchema, message ?? Buffer.alloc(0)).data).equals(data)).toBe(true);
  });

  it.each(SIZES)('%i bytes: reads what generated code wrote', (size) => {
    const data = new Uint8Array(size).fill(0xcd);
    const message = frameMessage(toBinary(BytesMessageSchema, create(BytesMessageSchema, { data })));
    const reader = new BytesReader();
    expect(Buffer.concat(reader.push(message)).equals(data)).toBe(true);
    expect(reader.empty).toBe(true);
  });
});

describe('BytesReader', () => {
  it('gives the same bytes however they come', () => {
    const messages = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 6 });
    const cuts = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(messages, cuts, (given, sizes) => {
        const wire = Buffer.concat(given.flatMap((data) => [bytesMessagePrefix(data.length), data]));
        const reader = new BytesReader();
        const came: Buffer[] = [];
        for (let at = 0, n = 0; at < wire.length; n++) {
          const size = sizes[n % sizes.length] ?? 1;
          came.push(...reader.push(wire.subarray(at, at + size)));
          at += size;
          if (at < wire.length) expect(Buffer.concat(came).length).toBeLessThanOrEqual(wire.length);
        }
        expect(Buffer.concat(came).equals(Buffer.concat(given))).toBe(true);
        expect(reader.empty).toBe(true);
      }),
    );
  });

  it('knows that a message is not whole, and skips fields behind the data', () => {
    const reader = new BytesReader();
    const message = frameMessage(Buffer.from([0x0a, 2, 7, 8, 0x10, 1]));
    for (let at = 0; at < message.length - 1; at++) {
      reader.push(message.subarray(at, at + 1));
      expect(reader.empty).toBe(false);
    }
    reader.push(message.subarray(-1));
    expect(reader.empty).toBe(true);
    expect(Buffer.concat(new BytesReader().push(message))).toEqual(Buffer.from([7, 8]));
  });

  it('refuses what is something else', () => {
    expect(() => new BytesReader().push(frameMessage(Buffer.from([0x12, 0])))).toThrow('something else');
    expect(() => new BytesReader().push(frameMessage(Buffer.from([0x0a, 5, 1])))).toThrow('cut off');
    expect(() => new BytesReader().push(frameMessage(Buffer.alloc(20, 0xff).fill(0x0a, 0, 1)))).toThrow();
    expect(() => new BytesReader().push(Buffer.from([1, 0, 0, 0, 0]))).toThrow('compressed');
  });
});
