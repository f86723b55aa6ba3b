import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { BytesMessageSchema } from '../../gen/filesync_pb.js';
import { bytesMessagePrefix, readBytesMessage } from './bytes-message.ts';
import { FrameReader } from './framing.ts';

const SIZES = [0, 1, 127, 128, 16_383, 16_384, 300_000];

describe('BytesMessage by hand', () => {
  it.each(SIZES)('%i bytes: is read by generated code', (size) => {
    const data = Buffer.alloc(size, 0xab);
    const [message] = new FrameReader().push(Buffer.concat([bytesMessagePrefix(size), data]));
    expect(Buffer.from(fromBinary(BytesMessageSchema, message ?? Buffer.alloc(0)).data).equals(data)).toBe(true);
  });

  it.each(SIZES)('%i bytes: reads what generated code wrote', (size) => {
    const data = new Uint8Array(size).fill(0xcd);
    const message = Buffer.from(toBinary(BytesMessageSchema, create(BytesMessageSchema, { data })));
    expect(readBytesMessage(message).equals(data)).toBe(true);
  });
});
