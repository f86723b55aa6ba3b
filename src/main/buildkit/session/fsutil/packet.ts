/** fsutil.types.Packet as it comes. The buffers are views: use them before the next chunk is read. */
export interface IncomingPacket {
  readonly type: number;
  readonly id: number;
  readonly data: Buffer;
  /** fsutil.types.Stat; undefined where there is none, which is the end of the walk. */
  readonly stat: Buffer | undefined;
}

const NOTHING: Buffer = Buffer.alloc(0);

/** Fields that are not known are skipped. */
export function readPacket(message: Buffer): IncomingPacket {
  let type = 0;
  let id = 0;
  let data = NOTHING;
  let stat: Buffer | undefined;
  let at = 0;
  while (at < message.length) {
    let tag = message[at] ?? 0;
    if (tag < 0x80) at++;
    else [tag, at] = readVarint(message, at);
    if ((tag & 7) === 0) {
      const [value, next] = readVarint(message, at);
      at = next;
      // Numbers of 32 bits: what is above them is cut off, as protobuf does.
      if (tag === 0x08) type = value % 2 ** 32;
      else if (tag === 0x18) id = value % 2 ** 32;
    } else if ((tag & 7) === 2) {
      const [length, next] = readVarint(message, at);
      if (next + length > message.length) throw new Error('A packet is cut off.');
      if (tag === 0x22) data = message.subarray(next, next + length);
      else if (tag === 0x12) stat = message.subarray(next, next + length);
      at = next + length;
    } else {
      throw new Error(`A packet holds a field of an unknown kind (${tag}).`);
    }
  }
  return { type, id, data, stat };
}

/** Exact for values below 2^53. */
export function readVarint(bytes: Buffer, at: number): readonly [value: number, next: number] {
  let value = 0;
  let scale = 1;
  for (let next = at; next < at + 10; ) {
    const byte = bytes[next++];
    if (byte === undefined) break;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return [value, next];
    scale *= 128;
  }
  throw new Error('A number of a packet is cut off.');
}
