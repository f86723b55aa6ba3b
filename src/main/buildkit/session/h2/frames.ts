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

/** Cuts a byte stream into frames. */
export class FrameSplitter {
  #held: Buffer = Buffer.alloc(0);

  /** @throws Error when a frame is larger than was allowed */
  push(chunk: Buffer): Frame[] {
    const frames: Frame[] = [];
    let bytes = this.#held.length > 0 ? Buffer.concat([this.#held, chunk]) : chunk;
    while (bytes.length >= FRAME_HEAD) {
      const length = bytes.readUIntBE(0, 3);
      if (length > MAX_FRAME) throw new Error(`An HTTP/2 frame of ${length} bytes was not allowed.`);
      const end = FRAME_HEAD + length;
      if (bytes.length < end) break;
      frames.push({
        type: bytes[3] ?? 0,
        flags: bytes[4] ?? 0,
        stream: bytes.readUInt32BE(5) & 0x7fff_ffff,
        payload: bytes.subarray(FRAME_HEAD, end),
      });
      bytes = bytes.subarray(end);
    }
    this.#held = bytes.length > 0 ? Buffer.from(bytes) : bytes;
    return frames;
  }
}

/** What is between the length of the padding and the padding. */
export function unpadded(payload: Buffer): Buffer {
  return payload.subarray(1, payload.length - (payload[0] ?? 0));
}
