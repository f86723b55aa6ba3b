import { Duplex, PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFrameSplitter, demuxDuplex, outputChunks } from './demux.ts';

function frame(id: number, data: Uint8Array): Buffer {
  const header = Buffer.from([id, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(data.length, 4);
  return Buffer.concat([header, data]);
}

const frames = fc.array(fc.tuple(fc.constantFrom(1, 2), fc.uint8Array({ maxLength: 40 })), { maxLength: 12 });

describe('frames', () => {
  it('come out the same however the bytes are cut', () => {
    fc.assert(
      fc.property(frames, fc.array(fc.integer({ min: 1, max: 11 }), { minLength: 1 }), (given, cuts) => {
        const bytes = Buffer.concat(given.map(([id, data]) => frame(id, data)));
        const split = createFrameSplitter();
        const got = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
        for (let at = 0, n = 0; at < bytes.length; n += 1) {
          const size = cuts[n % cuts.length] ?? 1;
          for (const { stream, data } of split(bytes.subarray(at, at + size))) got[stream].push(data);
          at += size;
        }
        const wanted = (wantedId: number) =>
          Buffer.concat(given.filter(([id]) => id === wantedId).map(([, data]) => data));
        expect(Buffer.concat(got.stdout)).toEqual(wanted(1));
        expect(Buffer.concat(got.stderr)).toEqual(wanted(2));
      }),
    );
  });

  it('take the Engine’s own faults for standard error', () => {
    expect(createFrameSplitter()(frame(3, Buffer.from('x')))[0]?.stream).toBe('stderr');
  });

  it('refuse what is not framed', () => {
    expect(() => createFrameSplitter()(Buffer.from('plain text'))).toThrow(/frame format/);
  });

  it('keep their order', async () => {
    const source = Readable.from([frame(1, Buffer.from('a')), frame(2, Buffer.from('b')), frame(1, Buffer.from('c'))]);
    const order: string[] = [];
    for await (const { stream, data } of outputChunks(source)) order.push(`${stream} ${data}`);
    expect(order).toEqual(['stdout a', 'stderr b', 'stdout c']);
  });
});

describe('demuxDuplex', () => {
  /** A raw stream whose two ends are at hand. */
  function raw(): { stream: Duplex; fromEngine: PassThrough; toEngine: PassThrough } {
    const fromEngine = new PassThrough({ highWaterMark: 1024 });
    const toEngine = new PassThrough();
    return { stream: Duplex.from({ readable: fromEngine, writable: toEngine }), fromEngine, toEngine };
  }

  it('gives standard output to read, standard error apart, and passes writes and the end on', async () => {
    const { stream, fromEngine, toEngine } = raw();
    let errors = '';
    const duplex = demuxDuplex(stream, (data) => {
      errors += data;
    });
    fromEngine.end(
      Buffer.concat([frame(1, Buffer.from('out')), frame(2, Buffer.from('err')), frame(1, Buffer.from('put'))]),
    );
    duplex.end('sent');
    expect(await text(duplex)).toBe('output');
    expect(errors).toBe('err');
    expect(await text(toEngine)).toBe('sent');
  });

  it('stops reading the source while nobody reads', async () => {
    const chunk = frame(1, Buffer.alloc(64 * 1024));
    let produced = 0;
    const source = new Readable({
      read() {
        produced += chunk.length;
        this.push(chunk);
      },
    });
    const duplex = demuxDuplex(Duplex.from({ readable: source, writable: new PassThrough() }));
    duplex.read(0);
    // Everything that would flow without back-pressure flows within these turns.
    for (let turn = 0; turn < 500; turn += 1) await new Promise(setImmediate);
    expect(produced).toBeLessThan(4 * 1024 * 1024);
    duplex.destroy();
  });

  it('fails when the stream is no frames', async () => {
    const { stream, fromEngine } = raw();
    const duplex = demuxDuplex(stream);
    fromEngine.write('HTTP/1.1 500');
    await expect(text(duplex)).rejects.toThrow(/frame format/);
  });
});
