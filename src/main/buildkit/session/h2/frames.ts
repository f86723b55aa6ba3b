/** HTTP/2 frames (RFC 9113, section 4). */
export const FrameType = {
  data: 0,
  headers: 1,
  rstStream: 3,
  settings: 4,
  ping: 6,
  goAway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const;

export const Flag = { ack: 1, endStream: 1, endHeaders: 4, padded: 8, priority: 0x20 } as const;

export const FRAME_HEAD = 9;
/** What every peer takes; ours has no reason to allow more. */
export const MAX_FRAME = 16_384;
/** What the header blocks of a call may take: BuildKit sends a field for each line of an ignore file, of which it reads 16 MiB. */
export const LARGEST_HEADERS = 64 * 1024 * 1024;

export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  /** A view, good until the next chunk. */
  readonly payload: Buffer;
}

export function frameHead(type: number, flags: number, stream: number, length: number): Buffer {
  const head = Buffer.allocUnsafe(FRAME_HEAD);
  head.writeUIntBE(length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return head;
}

export function frame(type: number, flags: number, stream: number, payload: Buffer): Buffer {
  return Buffer.concat([frameHead(type, flags, stream, payload.length), payload]);
}

export function settingsFrame(settings: readonly (readonly [id: number, value: number])[]): Buffer {
  const payload = Buffer.alloc(settings.length * 6);
  settings.forEach(([id, value], index) => {
    payload.writeUInt16BE(id, index * 6);
    payload.writeUInt32BE(value, index * 6 + 2);
  });
  return frame(FrameType.settings, 0, 0, payload);
}

export function windowUpdate(stream: number, increment: number): Buffer {
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(increment, 0);
  return frame(FrameType.windowUpdate, 0, stream, payload);
}

/**
 * Cuts a byte stream into frames. A DATA frame may come as several, of which the last alone has the flag of the end: most of what comes is
 * DATA, whose pieces nobody needs to be put together.
 */
export class FrameSplitter {
  readonly #head = Buffer.alloc(FRAME_HEAD);
  #headLength = 0;
  /** What is to come of the payload of a frame that has begun, and what has come where it must be whole. */
  #left = 0;
  #whole: Buffer[] | undefined;

  /** @throws Error when a frame is larger than was allowed */
  push(chunk: Buffer): Frame[] {
    const frames: Frame[] = [];
    for (let at = 0; at < chunk.length; ) {
      if (this.#headLength < FRAME_HEAD) {
        const taken = chunk.copy(this.#head, this.#headLength, at, at + FRAME_HEAD - this.#headLength);
        this.#headLength += taken;
        at += taken;
        if (this.#headLength === FRAME_HEAD) this.#begin(frames);
      } else {
        const part = chunk.subarray(at, at + this.#left);
        at += part.length;
        this.#left -= part.length;
        this.#take(part, frames);
      }
    }
    return frames;
  }

  #begin(frames: Frame[]): void {
    this.#left = this.#head.readUIntBE(0, 3);
    if (this.#left > MAX_FRAME) throw new Error(`An HTTP/2 frame of ${this.#left} bytes was not allowed.`);
    const inPieces = this.#head[3] === FrameType.data && ((this.#head[4] ?? 0) & Flag.padded) === 0;
    this.#whole = inPieces ? undefined : [];
    if (this.#left === 0) this.#end(NOTHING, frames);
  }

  #take(part: Buffer, frames: Frame[]): void {
    if (!this.#whole) {
      if (this.#left > 0) frames.push(this.#frame(part, (this.#head[4] ?? 0) & ~Flag.endStream));
      else this.#end(part, frames);
    } else if (this.#left > 0) {
      // A copy: the chunk may be used again.
      this.#whole.push(Buffer.from(part));
    } else this.#end(this.#whole.length === 0 ? part : Buffer.concat([...this.#whole, part]), frames);
  }

  #end(payload: Buffer, frames: Frame[]): void {
    frames.push(this.#frame(payload, this.#head[4] ?? 0));
    this.#headLength = 0;
  }

  #frame(payload: Buffer, flags: number): Frame {
    return { type: this.#head[3] ?? 0, flags, stream: this.#head.readUInt32BE(5) & 0x7fff_ffff, payload };
  }
}

const NOTHING: Buffer = Buffer.alloc(0);

/** What is between the length of the padding and the padding. */
export function unpadded(payload: Buffer): Buffer {
  return payload.subarray(1, payload.length - (payload[0] ?? 0));
}
