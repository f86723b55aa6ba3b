import { Duplex, type Writable } from 'node:stream';
import { Flag, FrameType, frame } from './frames.ts';
import type { Field } from './hpack-decoder.ts';
import { encodeHeaders } from './hpack-encode.ts';
import { SendQueue, type SharedWindow } from './send-queue.ts';

/** Error codes of HTTP/2 (RFC 9113, section 7). */
const CANCEL = 8;

/** What a call needs of its connection. */
export interface CallHost {
  readonly out: Writable;
  readonly shared: SharedWindow;
  /** The window that the other side gives a new stream. */
  readonly initialWindow: number;
  /** Lets so many more bytes of this stream in. */
  took(stream: number, length: number): void;
  closed(stream: number): void;
}

/**
 * One call of the client, as its bytes: reads are the DATA that comes, writes the DATA that goes, with back-pressure both ways. What is written is
 * not copied: a buffer is free again when its callback was called. Ending it sends the trailers.
 */
export class CallStream extends Duplex {
  readonly id: number;
  readonly queue: SendQueue;
  readonly #host: CallHost;
  #trailers: readonly Field[] = [];
  #responded = false;
  #full = false;
  /** Bytes that came while the reader was full: they count as taken only when it reads again. */
  #untaken = 0;
  /** Whether the other side, and ours, sent the last frame. */
  #ended = false;
  #finished = false;
  #resetCode: number | undefined;

  constructor(id: number, host: CallHost) {
    super({ highWaterMark: 256 * 1024 });
    this.id = id;
    this.#host = host;
    this.queue = new SendQueue(host.out, id, host.shared, host.initialWindow);
  }

  /** The other side's reason when it broke the call off. */
  get resetCode(): number | undefined {
    return this.#resetCode;
  }

  /** Bytes that came and that nobody took yet. */
  get untaken(): number {
    return this.#untaken;
  }

  respond(fields: readonly Field[], { last = false }: { readonly last?: boolean } = {}): void {
    if (this.#finished || this.destroyed) return;
    this.#responded = true;
    if (last) this.#finished = true;
    this.#host.out.write(
      frame(FrameType.headers, Flag.endHeaders | (last ? Flag.endStream : 0), this.id, encodeHeaders(fields)),
    );
  }

  /** What is sent behind the last byte. */
  setTrailers(fields: readonly Field[]): void {
    this.#trailers = fields;
  }

  /**
   * What comes, each time all that came since: not put together, as `read` does. Ends like the stream; leaves it whole when the reader has
   * seen enough.
   */
  async *batches(): AsyncGenerator<readonly Buffer[], void, undefined> {
    let came: Buffer[] = [];
    let size = 0;
    let wake: (() => void) | undefined;
    let over = false;
    const onData = (chunk: Buffer) => {
      came.push(chunk);
      size += chunk.length;
      if (size >= this.readableHighWaterMark) this.pause();
      wake?.();
    };
    const onEnd = () => {
      over = true;
      wake?.();
    };
    this.on('data', onData).once('end', onEnd).once('close', onEnd);
    try {
      while (!over || came.length > 0) {
        if (came.length === 0) {
          this.resume();
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          wake = undefined;
          continue;
        }
        const batch = came;
        came = [];
        size = 0;
        yield batch;
      }
      if (this.errored) throw this.errored;
    } finally {
      this.pause();
      this.off('data', onData).off('end', onEnd).off('close', onEnd);
    }
  }

  /** DATA came; `credit` is what it takes of the window, with its padding. */
  receive(bytes: Buffer, credit: number): void {
    if (this.readableEnded || this.destroyed) {
      this.#host.took(this.id, credit);
      return;
    }
    if (bytes.length > 0) this.#full = !this.push(bytes);
    if (this.#full) this.#untaken += credit;
    else this.#host.took(this.id, credit);
  }

  /** The other side sends nothing more. */
  receiveEnd(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.push(null);
  }

  /** The other side wants nothing more, or the connection is gone: nobody is answered any more. */
  breakOff(code: number): void {
    if (this.#resetCode !== undefined) return;
    this.#resetCode = code;
    this.#finished = true;
    this.queue.fail(new Error(`The call was broken off (HTTP/2 error ${code}).`));
    const whole = this.#ended;
    this.receiveEnd();
    // What came before may still be read.
    if (whole || this.readableLength === 0) this.destroy();
    else this.once('end', () => this.destroy());
  }

  override _read(): void {
    this.#full = false;
    if (this.#untaken === 0) return;
    this.#host.took(this.id, this.#untaken);
    this.#untaken = 0;
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.queue.push(chunk, done);
    this.queue.flush();
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    chunks.forEach(({ chunk }, index) => {
      this.queue.push(chunk, index === chunks.length - 1 ? done : undefined);
    });
    this.queue.flush();
  }

  override _final(done: (error?: Error | null) => void): void {
    if (this.#responded) this.respond(this.#trailers, { last: true });
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    const whole = this.#ended && this.#finished;
    if (!whole && this.#resetCode === undefined) {
      const code = Buffer.alloc(4);
      code.writeUInt32BE(CANCEL);
      this.#host.out.write(frame(FrameType.rstStream, 0, this.id, code));
    }
    this.queue.fail(error ?? new Error('The call is over.'));
    this.#host.closed(this.id);
    done(error);
  }
}
