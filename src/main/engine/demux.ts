import { Duplex, type Readable } from 'node:stream';

/**
 * Docker's multiplexed output (moby/moby api/types/container "attach", pkg/stdcopy): frames of an 8-byte header
 * (stream id, three zero bytes, big-endian length) and that many bytes. Only what comes from the Engine is framed.
 */
export interface OutputChunk {
  readonly stream: 'stdout' | 'stderr';
  /** A frame or part of one; it may end inside a line or a UTF-8 sequence. */
  readonly data: Buffer;
}

const HEADER_BYTES = 8;
/** The Engine reports a fault of its own on stream 3 (stdcopy.Systemerr). */
const SYSTEM_ERROR = 3;

/** Cuts a byte stream into its frames' parts without copying or joining. One for each stream. */
export function createFrameSplitter(): (chunk: Buffer) => OutputChunk[] {
  const header = Buffer.alloc(HEADER_BYTES);
  let headerBytes = 0;
  let left = 0;
  return (chunk) => {
    const parts: OutputChunk[] = [];
    let at = 0;
    while (at < chunk.length) {
      if (left === 0) {
        const taken = chunk.copy(header, headerBytes, at, at + HEADER_BYTES - headerBytes);
        headerBytes += taken;
        at += taken;
        if (headerBytes < HEADER_BYTES) break;
        headerBytes = 0;
        assertHeader(header);
        left = header.readUInt32BE(4);
      } else {
        const data = chunk.subarray(at, at + left);
        parts.push({ stream: (header[0] ?? 0) >= 2 ? 'stderr' : 'stdout', data });
        at += data.length;
        left -= data.length;
      }
    }
    return parts;
  };
}

function assertHeader(header: Buffer): void {
  const [id = 0, ...zeros] = header.subarray(0, 4);
  if (id > SYSTEM_ERROR || zeros.some((byte) => byte !== 0)) {
    throw new Error(`The output of the Engine is not in its frame format (header ${header.toString('hex')}).`);
  }
}

/** The output in the order it came; reading it slowly slows the Engine down. */
export async function* outputChunks(source: Readable): AsyncGenerator<OutputChunk, void, undefined> {
  const split = createFrameSplitter();
  for await (const chunk of source) yield* split(chunk as Buffer);
}

/**
 * A Duplex over a hijacked exec or attach stream: reads give stdout alone, writes go through as they are, ending it
 * half-closes the stream. Back-pressure holds both ways. Standard error goes to `onStderr`.
 */
export function demuxDuplex(raw: Duplex, onStderr: (data: Buffer) => void = () => {}): Duplex {
  const split = createFrameSplitter();
  const outer = new Duplex({
    read: () => {
      raw.resume();
    },
    write: (chunk: Buffer, _encoding, done) => {
      raw.write(chunk, done);
    },
    writev: (chunks, done) => {
      raw.cork();
      chunks.forEach(({ chunk }, index) => {
        if (index === chunks.length - 1) raw.write(chunk, done);
        else raw.write(chunk);
      });
      raw.uncork();
    },
    final: (done) => {
      raw.end(done);
    },
    destroy: (error, done) => {
      raw.destroy(error ?? undefined);
      done(error);
    },
    highWaterMark: 256 * 1024,
  });
  raw.on('data', (chunk: Buffer) => {
    let parts: OutputChunk[];
    try {
      parts = split(chunk);
    } catch (error) {
      outer.destroy(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    let room = true;
    for (const { stream, data } of parts) {
      if (stream === 'stderr') onStderr(data);
      else room = outer.push(data) && room;
    }
    if (!room) raw.pause();
  });
  raw.once('end', () => outer.push(null));
  raw.once('error', (error) => outer.destroy(error));
  raw.once('close', () => {
    if (!raw.readableEnded) outer.destroy();
  });
  raw.pause();
  return outer;
}
