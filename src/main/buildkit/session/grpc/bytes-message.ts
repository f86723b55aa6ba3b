import { readVarint } from '../fsutil/packet.ts';
import { FRAME_HEADER, messageLength, writeFrameHeader } from './framing.ts';

const TAG = 0x0a;
/** A frame's head, the tag and a length of at most five bytes. */
const MAX_HEAD = FRAME_HEADER + 6;

/**
 * The data of a stream of BytesMessage (one field, number 1), which BuildKit's byte streams are cut into: where one ends means nothing, so
 * they need not be put together.
 */
export class BytesReader {
  readonly #head = Buffer.alloc(MAX_HEAD);
  #headLength = 0;
  /** Of the message that has begun: bytes of its data, and of what stands behind that. */
  #data = 0;
  #rest = 0;

  /** True if the stream may end here. */
  get empty(): boolean {
    return this.#headLength === 0 && this.#data === 0 && this.#rest === 0;
  }

  /** Views of the chunk. @throws Error when the bytes are no such messages */
  push(chunk: Buffer): Buffer[] {
    const pieces: Buffer[] = [];
    for (let at = 0; at < chunk.length; ) {
      if (this.#data > 0) {
        const piece = chunk.subarray(at, at + this.#data);
        this.#data -= piece.length;
        at += piece.length;
        pieces.push(piece);
      } else if (this.#rest > 0) {
        const skipped = Math.min(this.#rest, chunk.length - at);
        this.#rest -= skipped;
        at += skipped;
      } else {
        this.#head[this.#headLength++] = chunk[at++] ?? 0;
        this.#begin();
      }
    }
    return pieces;
  }

  /** Looks whether the head is whole. */
  #begin(): void {
    const head = this.#head.subarray(0, this.#headLength);
    const length = messageLength(head);
    if (length === undefined) return;
    if (length > 0) {
      if (head.length === FRAME_HEADER) return;
      if (head[FRAME_HEADER] !== TAG) throw new Error('The daemon sent something else than bytes.');
      const last = head[head.length - 1] ?? 0;
      if (head.length === FRAME_HEADER + 1 || (last >= 0x80 && head.length < MAX_HEAD)) return;
      const [data, end] = readVarint(head, FRAME_HEADER + 1);
      if (end - FRAME_HEADER + data > length) throw new Error('A message of bytes is cut off.');
      this.#data = data;
      this.#rest = length - data - (end - FRAME_HEADER);
    }
    this.#headLength = 0;
  }
}

/** What stands before `length` bytes of data to make them a framed BytesMessage, so that the data itself need not be copied. */
export function bytesMessagePrefix(length: number): Buffer {
  const prefix = Buffer.alloc(FRAME_HEADER + 6);
  prefix[FRAME_HEADER] = 0x0a;
  let at = FRAME_HEADER + 1;
  let rest = length;
  while (rest > 0x7f) {
    prefix[at++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  prefix[at++] = rest;
  writeFrameHeader(prefix, 0, at - FRAME_HEADER + length);
  return prefix.subarray(0, at);
}
