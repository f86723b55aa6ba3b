import { readBytesMessage } from '../grpc/bytes-message.ts';
import { FrameReader } from '../grpc/framing.ts';
import type { ServerCall } from '../grpc/serve.ts';

/** The data of a stream of BytesMessage; reading it slowly slows the daemon down. Views: use each before asking for the next. */
export async function* bytesOf({ stream }: ServerCall): AsyncGenerator<Buffer, void, undefined> {
  const reader = new FrameReader();
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    for (const message of reader.push(chunk as Buffer)) {
      const data = readBytesMessage(message);
      if (data.length > 0) yield data;
    }
  }
  // A reset looks like an end: without this a torn archive would pass for a whole one.
  if (stream.resetCode !== undefined || !reader.empty) throw new Error('The daemon broke off the export.');
}
