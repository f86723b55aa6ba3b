import type { Writable } from 'node:stream';
import { FrameType, frameHead, MAX_FRAME } from './frames.ts';

interface Piece {
  readonly bytes: Buffer;
  sent: number;
  readonly done: ((error?: Error | null) => void) | undefined;
}

/** What HTTP/2 lets a sender have on its way before the receiver says that it took it (RFC 9113, section 6.9). */
export const DEFAULT_WINDOW = 65_535;

/** What all streams of a connection may send together. */
export interface SharedWindow {
  size: number;
}

/** Sends bytes as DATA frames of one stream, as far as the receiver's windows allow, without copying them. */
export class SendQueue {
  readonly #out: Writable;
  readonly #stream: number;
  readonly #shared: SharedWindow;
  #window: number;
  #pieces: Piece[] = [];
  #next = 0;
  #failure: Error | undefined;

  constructor(out: Writable, stream: number, shared: SharedWindow, window = DEFAULT_WINDOW) {
    this.#out = out;
    this.#stream = stream;
    this.#shared = shared;
    this.#window = window;
  }

  /** `done` is called once the bytes were handed on. Call `flush` after the last of a batch. */
  push(bytes: Buffer, done?: (error?: Error | null) => void): void {
    if (this.#failure) done?.(this.#failure);
    else this.#pieces.push({ bytes, sent: 0, done });
  }

  /** The receiver takes so many bytes more, or fewer: a setting may change the window of a stream that is open. Call `flush` to use it. */
  grant(increment: number): void {
    this.#window += increment;
  }

  flush(): void {
    let room = this.#room();
    if (room === 0) return;
    this.#out.cork();
    for (; room > 0; room = this.#room()) this.#sendFrame(room);
    this.#out.uncork();
  }

  /** Nothing more will be sent: whoever waits is told. */
  fail(error: Error): void {
    this.#failure ??= error;
    const pieces = this.#pieces.slice(this.#next);
    this.#pieces = [];
    this.#next = 0;
    for (const { done } of pieces) done?.(error);
  }

  #room(): number {
    const windows = Math.min(this.#shared.size, this.#window, MAX_FRAME);
    let waiting = 0;
    for (let index = this.#next; index < this.#pieces.length && waiting < windows; index++) {
      const piece = this.#pieces[index] as Piece;
      waiting += piece.bytes.length - piece.sent;
    }
    return Math.max(0, Math.min(windows, waiting));
  }

  #sendFrame(length: number): void {
    this.#shared.size -= length;
    this.#window -= length;
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
