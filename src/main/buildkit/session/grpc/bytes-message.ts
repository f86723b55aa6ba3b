import { readVarint } from '../fsutil/packet.ts';
import { FRAME_HEADER, writeFrameHeader } from './framing.ts';

/** The data of a BytesMessage (one field, number 1), which BuildKit's byte streams are cut into. A view. */
export function readBytesMessage(message: Buffer): Buffer {
  if (message.length === 0) return message;
  if (message[0] !== 0x0a) throw new Error('The daemon sent something else than bytes.');
  const [length, start] = readVarint(message, 1);
  if (start + length > message.length) throw new Error('A piece of what the daemon sent is cut off.');
  return message.subarray(start, start + length);
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
