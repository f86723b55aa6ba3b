import type { Writable } from 'node:stream';

/** A batch that is written at once. Smaller ones cost throughput, and fresh ones of this size cost page faults: hence a pool. */
const BUFFER_SIZE = 512 * 1024;
const BUFFERS = 4;

/** No packet may take more. */
export const MAX_PACKET = BUFFER_SIZE;

/**
 * Collects messages in a few buffers that are used again as soon as they are written. While all are on their way there is no room:
 * that is the back-pressure.
 */
export class PooledWriter {
  readonly #stream: Writable;
  readonly #free: Buffer[] = [];
  #made = 0;
  #current: Buffer | undefined;
  #used = 0;
  #waiting: (() => void)[] = [];
  #failure: Error | undefined;

  constructor(stream: Writable) {
    this.#stream = stream;
    stream.once('error', (error) => this.#fail(error));
    stream.once('close', () => this.#fail(new Error('The daemon closed the stream.')));
  }

  /** The buffer to write into, at `at`, once `room` said yes. */
  get buffer(): Buffer {
    return this.#current as Buffer;
  }

  get at(): number {
    return this.#used;
  }

  /** Everything that was handed over has been written. */
  get idle(): boolean {
    return this.#free.length === this.#made - (this.#current ? 1 : 0);
  }

  /** Bytes that the buffer still takes. */
  get left(): number {
    return BUFFER_SIZE - this.#used;
  }

  /** True if `size` bytes may be written now; sends what is there to make room. False: await `freed` and ask again. */
  room(size: number): boolean {
    if (this.#failure) throw this.#failure;
    if (this.#current && this.left < size) this.flush();
    if (this.#current) return true;
    this.#current = this.#free.pop();
    if (!this.#current && this.#made < BUFFERS) {
      this.#made++;
      this.#current = Buffer.allocUnsafeSlow(BUFFER_SIZE);
    }
    this.#used = 0;
    return this.#current !== undefined;
  }

  /** Takes what was written into the buffer, up to `end`. */
  advance(end: number): void {
    this.#used = end;
  }

  flush(): void {
    const buffer = this.#current;
    if (!buffer || this.#used === 0) return;
    const written = this.#used;
    this.#current = undefined;
    this.#used = 0;
    this.#stream.write(buffer.subarray(0, written), (error) => {
      this.#free.push(buffer);
      if (error) this.#fail(error);
      else this.#wake();
    });
  }

  /** Resolves when a buffer has come back; rejects when the stream is gone. */
  freed(): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting.push(() => (this.#failure ? reject(this.#failure) : resolve()));
    });
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#wake();
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }
}
