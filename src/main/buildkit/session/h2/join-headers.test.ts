import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Flag, FrameType, frame } from './frames.ts';
import { HeaderJoiner, LARGEST_FRAME } from './join-headers.ts';

const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1');

/** Pushes bytes in pieces of a few sizes, in turn. */
function joinedOf(bytes: Buffer, sizes: readonly number[]): Buffer {
  const joiner = new HeaderJoiner();
  const out: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    out.push(...joiner.push(bytes.subarray(at, at + size)).map((part) => Buffer.from(part)));
    at += size;
  }
  return Buffer.concat(out);
}

const payload = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes));
const other = fc
  .tuple(fc.constantFrom(FrameType.data, FrameType.settings, FrameType.ping, FrameType.windowUpdate), payload)
  .map(([type, bytes]) => ({ in: frame(type, 0, 3, bytes), out: frame(type, 0, 3, bytes) }));
const headers = fc
  .tuple(fc.array(payload, { minLength: 1, maxLength: 5 }), fc.constantFrom(0, 1))
  .map(([parts, end]) => ({
    in: Buffer.concat(
      parts.map((part, index) => {
        const flags = (index === 0 ? end : 0) | (index === parts.length - 1 ? Flag.endHeaders : 0);
        return frame(index === 0 ? FrameType.headers : FrameType.continuation, flags, 7, part);
      }),
    ),
    out: frame(FrameType.headers, end | Flag.endHeaders, 7, Buffer.concat(parts)),
  }));

describe('HeaderJoiner', () => {
  it('joins what was cut and leaves all else, however the bytes come', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(other, headers), { maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 4 }),
        (frames, sizes) => {
          const came = Buffer.concat([PREFACE, ...frames.map((one) => one.in)]);
          const wanted = Buffer.concat([PREFACE, ...frames.map((one) => one.out)]);
          expect(joinedOf(came, sizes).equals(wanted)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('gives up on a block that no frame can hold', () => {
    const joiner = new HeaderJoiner();
    const half = Buffer.alloc(2 ** 23);
    joiner.push(Buffer.concat([PREFACE, frame(FrameType.headers, 0, 1, half)]));
    expect(half.length * 2).toBeGreaterThan(LARGEST_FRAME);
    expect(() => joiner.push(frame(FrameType.continuation, 0, 1, half))).toThrow('too large');
  });
});
