import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { PooledWriter } from './pooled-writer.ts';

/** A stream that finishes a write only when told to. */
function slowStream() {
  const pending: (() => void)[] = [];
  const seen: Buffer[] = [];
  const stream = new Writable({
    highWaterMark: 1,
    write(chunk: Buffer, _encoding, done) {
      seen.push(Buffer.from(chunk));
      pending.push(done);
    },
  });
  stream.on('error', () => {});
  return { stream, seen, finishOne: () => pending.shift()?.() };
}

/** Fills buffers until there is no room. */
function fill(writer: PooledWriter): number {
  let written = 0;
  while (writer.room(100_000)) {
    writer.buffer.fill(written % 256, writer.at, writer.at + 100_000);
    writer.advance(writer.at + 100_000);
    written += 100_000;
  }
  return written;
}

describe('PooledWriter', () => {
  it('holds a bounded amount while the stream is slow, and goes on when a buffer comes back', async () => {
    const { stream, finishOne } = slowStream();
    const writer = new PooledWriter(stream);
    expect(fill(writer)).toBe(2_000_000);
    const freed = writer.freed();
    finishOne();
    await freed;
    expect(writer.room(100_000)).toBe(true);
  });

  it('writes the bytes in order', async () => {
    const { stream, seen, finishOne } = slowStream();
    const writer = new PooledWriter(stream);
    for (const text of ['a', 'b', 'c']) {
      expect(writer.room(1)).toBe(true);
      writer.advance(writer.at + writer.buffer.write(text, writer.at));
    }
    writer.flush();
    writer.flush();
    expect(writer.idle).toBe(false);
    finishOne();
    await new Promise(setImmediate);
    expect([Buffer.concat(seen).toString(), writer.idle]).toEqual(['abc', true]);
  });

  it('fails whoever waits when the stream goes away', async () => {
    const { stream } = slowStream();
    const writer = new PooledWriter(stream);
    fill(writer);
    const freed = writer.freed();
    stream.destroy();
    await expect(freed).rejects.toThrow('closed the stream');
    expect(() => writer.room(1)).toThrow('closed the stream');
  });
});
