import type { Writable } from 'node:stream';
import { FrameType, frameHead, MAX_FRAME } from './frames.ts';

interface Piece {
  readonly bytes: Buffer;
  sent: number;
  readonly done: ((error?: Error | null) => void) | undefined;
}

/** What HTTP/2 lets a sender have on its way before the receiver says that it took it (RFC 9113, section 6.9). */
const DEFAULT_WINDOW = 65_535;

/** Sends bytes as DATA frames of one stream, as far as the receiver's windows allow, without copying them. */
export class SendQueue {
  readonly #out: Writable;
  readonly #stream: number;
  #pieces: Piece[] = [];
  #next = 0;
  #connectionWindow = DEFAULT_WINDOW;
  #streamWindow = DEFAULT_WINDOW;
  #initialWindow = DEFAULT_WINDOW;

  constructor(out: Writable, stream: number) {
    this.#out = out;
    this.#stream = stream;
  }

  /** `done` is called once the bytes were handed on. */
  push(bytes: Buffer, done?: (error?: Error | null) => void): void {
    this.#pieces.push({ bytes, sent: 0, done });
  }

  /** The receiver took `increment` bytes; stream 0 is the connection. */
  grant(stream: number, increment: number): void {
    if (stream === 0) this.#connectionWindow += increment;
    else if (stream === this.#stream) this.#streamWindow += increment;
    this.flush();
  }

  /** SETTINGS_INITIAL_WINDOW_SIZE changes the window of a stream that is open already. */
  setInitialWindow(size: number): void {
    this.#streamWindow += size - this.#initialWindow;
    this.#initialWindow = size;
    this.flush();
  }

  flush(): void {
    this.#out.cork();
    for (let room = this.#room(); room > 0; room = this.#room()) this.#sendFrame(room);
    this.#out.uncork();
  }

  /** Nothing more will be sent: whoever waits is told. */
  fail(error: Error): void {
    const pieces = this.#pieces.slice(this.#next);
    this.#pieces = [];
    this.#next = 0;
    for (const { done } of pieces) done?.(error);
  }

  #room(): number {
    const windows = Math.min(this.#connectionWindow, this.#streamWindow, MAX_FRAME);
    let waiting = 0;
    for (let index = this.#next; index < this.#pieces.length && waiting < windows; index++) {
      const piece = this.#pieces[index] as Piece;
      waiting += piece.bytes.length - piece.sent;
    }
    return Math.min(windows, waiting);
  }

  #sendFrame(length: number): void {
    this.#connectionWindow -= length;
    this.#streamWindow -= length;
    this.#out.write(frameHead(FrameType.data, 0, this.#stream, length));
    for (let left = length; left > 0; ) {
      const piece = this.#pieces[this.#next] as Piece;
      const part = piece.bytes.subarray(piece.sent, piece.sent + left);
      piece.sent += part.length;
      left -= part.length;
      if (piece.sent < piece.bytes.length) this.#out.write(part);
      else {
        this.#next++;
        this.#out.write(part, piece.done);
      }
    }
    if (this.#next === this.#pieces.length) {
      this.#pieces = [];
      this.#next = 0;
    }
  }
}
