import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Flag, type Frame, FrameSplitter, FrameType, frame, MAX_FRAME } from './frames.ts';

/** DATA of one frame put together again, as a reader sees it. */
function joined(frames: readonly Frame[]): readonly Frame[] {
  const out: Frame[] = [];
  for (const one of frames) {
    const last = out.at(-1);
    const goesOn = one.type === FrameType.data && last?.type === FrameType.data && last.stream === one.stream;
    if (goesOn) out[out.length - 1] = { ...one, payload: Buffer.concat([last.payload, one.payload]) };
    else out.push({ ...one, payload: Buffer.from(one.payload) });
  }
  return out;
}

describe('FrameSplitter', () => {
  it('gives the same however the bytes come', () => {
    const any = fc
      .tuple(
        fc.constantFrom(...Object.values(FrameType)),
        fc.constantFrom(0, Flag.endStream, Flag.padded, Flag.endHeaders),
        fc.integer({ min: 0, max: 3 }),
        fc.uint8Array({ maxLength: 60 }),
      )
      .map(([type, flags, stream, payload]) => frame(type, flags, stream, Buffer.from(payload)));
    const cuts = fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 8 }), cuts, (frames, sizes) => {
        const bytes = Buffer.concat(frames);
        const splitter = new FrameSplitter();
        const came: Frame[] = [];
        for (let at = 0, n = 0; at < bytes.length; n++) {
          const size = sizes[n % sizes.length] ?? 1;
          came.push(
            ...splitter
              .push(bytes.subarray(at, at + size))
              .map((one) => ({ ...one, payload: Buffer.from(one.payload) })),
          );
          at += size;
        }
        expect(joined(came)).toEqual(joined(new FrameSplitter().push(bytes)));
      }),
    );
  });

  it('ends DATA once, with its last piece', () => {
    const bytes = frame(FrameType.data, Flag.endStream, 1, Buffer.from('abcdef'));
    const splitter = new FrameSplitter();
    const frames = [...splitter.push(bytes.subarray(0, 11)), ...splitter.push(bytes.subarray(11))];
    expect(frames.map(({ flags, payload }) => [flags, payload.toString()])).toEqual([
      [0, 'ab'],
      [Flag.endStream, 'cdef'],
    ]);
  });

  it('refuses a frame that is larger than was allowed', () => {
    const bytes = frame(FrameType.data, 0, 1, Buffer.alloc(MAX_FRAME + 1));
    expect(() => new FrameSplitter().push(bytes.subarray(0, 9))).toThrow('was not allowed');
  });
});
