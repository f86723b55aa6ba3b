/** A gRPC message on the wire: a byte "compressed", the length as 32 bits big-endian, and the message; an empty one is legal. */
export const FRAME_HEADER = 5;

/** BuildKit's limit for a message. */
const MAX_MESSAGE = 16 * 1024 * 1024;

export function frameMessage(message: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(FRAME_HEADER + message.length);
  writeFrameHeader(frame, 0, message.length);
  frame.set(message, FRAME_HEADER);
  return frame;
}

export function writeFrameHeader(buffer: Buffer, at: number, length: number): void {
  buffer[at] = 0;
  buffer.writeUInt32BE(length, at + 1);
}

/**
 * Cuts a byte stream into gRPC messages. A message that lies within one chunk is a view of it; use it before the next chunk or copy it.
 */
export class FrameReader {
  /** What has come of a message that is not whole yet, and how many bytes that is. */
  #parts: Buffer[] = [];
  #held = 0;

  /** True if the stream may end here. */
  get empty(): boolean {
    return this.#held === 0;
  }

  /** @throws Error when the bytes are no uncompressed gRPC messages */
  push(chunk: Buffer): Buffer[] {
    const messages: Buffer[] = [];
    let bytes = this.#joined(chunk);
    for (;;) {
      const length = messageLength(bytes);
      if (length === undefined || bytes.length < FRAME_HEADER + length) break;
      messages.push(bytes.subarray(FRAME_HEADER, FRAME_HEADER + length));
      bytes = bytes.subarray(FRAME_HEADER + length);
    }
    if (bytes.length > 0) this.#hold(bytes);
    return messages;
  }

  /** Joins only when a message can be whole: a large one comes in many chunks. */
  #joined(chunk: Buffer): Buffer {
    if (this.#held === 0) return chunk;
    const first = this.#parts[0] ?? chunk;
    const length = this.#held + chunk.length < FRAME_HEADER ? undefined : messageLength(first);
    if (first.length >= FRAME_HEADER && length !== undefined && this.#held + chunk.length < FRAME_HEADER + length) {
      this.#parts.push(chunk);
      this.#held += chunk.length;
      return EMPTY;
    }
    const joined = Buffer.concat([...this.#parts, chunk]);
    this.#parts = [];
    this.#held = 0;
    return joined;
  }

  #hold(bytes: Buffer): void {
    this.#parts.push(bytes);
    this.#held += bytes.length;
  }
}

const EMPTY = Buffer.alloc(0);

/** The length that a message's head tells, if it is whole. @throws Error when it is none that is taken */
export function messageLength(bytes: Buffer): number | undefined {
  if (bytes.length < FRAME_HEADER) return undefined;
  if (bytes[0] !== 0) throw new Error('A compressed gRPC message was not expected.');
  const length = bytes.readUInt32BE(1);
  if (length > MAX_MESSAGE) throw new Error(`A gRPC message of ${length} bytes is too long.`);
  return length;
}
