import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameReader, frameMessage } from './framing.ts';

describe('FrameReader', () => {
  it('gives the same messages however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 40 })),
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }),
        (messages, cuts) => {
          const bytes = Buffer.concat(messages.map(frameMessage));
          const reader = new FrameReader();
          const seen: Buffer[] = [];
          for (let at = 0, turn = 0; at < bytes.length; turn++) {
            const length = cuts[turn % cuts.length] ?? 1;
            seen.push(...reader.push(bytes.subarray(at, at + length)).map((message) => Buffer.from(message)));
            at += length;
          }
          expect(seen.map((message) => [...message])).toEqual(messages.map((message) => [...message]));
          expect(reader.empty).toBe(true);
        },
      ),
    );
  });

  it('knows that a message is not whole yet', () => {
    const reader = new FrameReader();
    expect(reader.push(Buffer.from([0, 0, 0, 0, 2, 7]))).toEqual([]);
    expect(reader.empty).toBe(false);
    expect(reader.push(Buffer.from([8]))).toEqual([Buffer.from([7, 8])]);
    expect(reader.empty).toBe(true);
  });

  it('refuses compressed and endless messages', () => {
    expect(() => new FrameReader().push(Buffer.from([1, 0, 0, 0, 0]))).toThrow('compressed');
    expect(() => new FrameReader().push(Buffer.from([0, 0xff, 0, 0, 0]))).toThrow('too long');
  });
});
