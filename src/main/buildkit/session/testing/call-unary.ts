import type { ClientHttp2Session } from 'node:http2';
import {
  create,
  type DescMethod,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from '@bufbuild/protobuf';
import { FrameReader, frameMessage } from '../grpc/framing.ts';
import { pathOf } from '../services/unary.ts';

/** One call of a method that takes a message and gives one, as the daemon makes it. */
export async function callUnary<M extends DescMethod>(
  client: ClientHttp2Session,
  method: M,
  request: MessageInitShape<M['input']>,
): Promise<{ readonly code: number; readonly message: string; readonly reply: MessageShape<M['output']> | undefined }> {
  const stream = client.request({ ':method': 'POST', ':path': pathOf(method), 'content-type': 'application/grpc' });
  let status: Record<string, unknown> = {};
  const keep = (headers: Record<string, unknown>) => {
    if (headers['grpc-status'] !== undefined) status = headers;
  };
  stream.on('response', keep).on('trailers', keep);
  stream.end(frameMessage(toBinary(method.input, create(method.input, request))));
  const reader = new FrameReader();
  let reply: MessageShape<M['output']> | undefined;
  for await (const chunk of stream) {
    for (const message of reader.push(chunk as Buffer)) reply = fromBinary(method.output, message) as typeof reply;
  }
  return { code: Number(status['grpc-status']), message: String(status['grpc-message'] ?? ''), reply };
}
