import { Duplex } from 'node:stream';
import { Flag, FRAME_HEAD, FrameType, frameHead } from './frames.ts';

/** The largest frame there can be (RFC 9113, section 4.2). */
export const LARGEST_FRAME = 2 ** 24 - 1;

const PREFACE_LENGTH = 24;

/**
 * Turns headers that come in several frames into one large HEADERS frame. BuildKit's client cuts a header block every 16 KiB (grpc/grpc-go
 * internal/transport, http2MaxFrameLen), and nghttp2 gives up at the eighth CONTINUATION, whatever the block's size: about 8,000 lines of
 * an ignore file. The reader must have allowed frames of `LARGEST_FRAME`. All else passes as it is.
 */
export class HeaderJoiner {
  /** Bytes that pass unread: the preface, then payloads. */
  #passing = PREFACE_LENGTH;
  #head: Buffer = Buffer.alloc(0);
  /** The block that is being put together. */
  #open: { readonly flags: number; readonly stream: number; readonly parts: Buffer[]; length: number } | undefined;
  /** What is still to come of the payload of a frame that belongs to it, and whether that frame ends it. */
  #collecting = 0;
  #last = false;

  /** @throws Error when the block is larger than a frame can be */
  push(chunk: Buffer): readonly Buffer[] {
    const out: Buffer[] = [];
    for (let rest = chunk; rest.length > 0; ) {
      if (this.#passing > 0) {
        out.push(rest.subarray(0, this.#passing));
        const passed = Math.min(this.#passing, rest.length);
        this.#passing -= passed;
        rest = rest.subarray(passed);
      } else if (this.#collecting > 0) {
        rest = this.#collect(rest, out);
      } else {
        const wanted = FRAME_HEAD - this.#head.length;
        this.#head = Buffer.concat([this.#head, rest.subarray(0, wanted)]);
        rest = rest.subarray(wanted);
        if (this.#head.length === FRAME_HEAD) this.#begin(out);
      }
    }
    return out;
  }

  #begin(out: Buffer[]): void {
    const head = this.#head;
    this.#head = Buffer.alloc(0);
    const [length, type, flags] = [head.readUIntBE(0, 3), head[3], head[4] ?? 0];
    const ends = (flags & Flag.endHeaders) !== 0;
    // One with padding is rare, and nghttp2 knows what to do with it.
    const joinable = type === FrameType.headers && !ends && (flags & Flag.padded) === 0;
    if (joinable) this.#open = { flags, stream: head.readUInt32BE(5), parts: [], length: 0 };
    if (!this.#open || (type !== FrameType.headers && type !== FrameType.continuation)) {
      this.#passing = length;
      out.push(head);
      return;
    }
    this.#open.length += length;
    if (this.#open.length > LARGEST_FRAME) throw new Error('The headers of a call are too large.');
    this.#collecting = length;
    this.#last = ends;
    if (length === 0) this.#finish(out);
  }

  #collect(bytes: Buffer, out: Buffer[]): Buffer {
    const part = bytes.subarray(0, this.#collecting);
    // A copy: the chunk may be used again.
    this.#open?.parts.push(Buffer.from(part));
    this.#collecting -= part.length;
    if (this.#collecting === 0) this.#finish(out);
    return bytes.subarray(part.length);
  }

  #finish(out: Buffer[]): void {
    if (!this.#last || !this.#open) return;
    const { flags, stream, parts, length } = this.#open;
    this.#open = undefined;
    out.push(frameHead(FrameType.headers, flags | Flag.endHeaders, stream, length), ...parts);
  }
}

/** The same stream with its headers joined on the way in. It costs one more pass through JavaScript: only where it is needed. */
export function joinHeaders(stream: Duplex): Duplex {
  const joiner = new HeaderJoiner();
  const joined = new Duplex({
    read: () => stream.resume(),
    write: (chunk: Buffer, _encoding, done) => void stream.write(chunk, done),
    writev: (chunks, done) => {
      stream.cork();
      chunks.forEach(
        ({ chunk }, index) => void stream.write(chunk as Buffer, index === chunks.length - 1 ? done : undefined),
      );
      stream.uncork();
    },
    final: (done) => void stream.end(done),
    destroy: (error, done) => {
      stream.destroy(error ?? undefined);
      done(error);
    },
  });
  stream.on('data', (chunk: Buffer) => {
    try {
      for (const bytes of joiner.push(chunk)) if (!joined.push(bytes)) stream.pause();
    } catch (error) {
      joined.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  });
  stream.once('end', () => joined.push(null));
  stream.once('error', (error) => joined.destroy(error));
  stream.once('close', () => joined.destroy());
  return joined;
}
