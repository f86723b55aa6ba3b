import type { Duplex } from 'node:stream';
import type { CallStream } from '../h2/call-stream.ts';
import type { Field } from '../h2/hpack-decoder.ts';
import { type Http2Connection, serveHttp2 } from '../h2/serve-http2.ts';
import { FrameReader, frameMessage } from './framing.ts';
import { encodeGrpcMessage, GrpcCode, GrpcError } from './grpc-error.ts';
import { type CallHeaders, headersOf } from './headers.ts';

/** One call of the daemon, with its raw streams: handlers that move much data do their own framing. */
export interface ServerCall {
  readonly path: string;
  readonly headers: CallHeaders;
  readonly stream: CallStream;
}

export type Handler =
  | { readonly kind: 'unary'; readonly handle: (message: Buffer, call: ServerCall) => Promise<Uint8Array> }
  /** Reads and writes `call.stream` itself; the status is sent when it returns (0) or throws. */
  | { readonly kind: 'stream'; readonly handle: (call: ServerCall) => Promise<void> };

/** Serves gRPC to the one client at the other end of `stream`. A path without a handler is answered with 12 (unimplemented). */
export function serveGrpc(stream: Duplex, handlers: ReadonlyMap<string, Handler>): Http2Connection {
  return serveHttp2(stream, (call, headers) => void answer(call, headersOf(headers), handlers));
}

async function answer(stream: CallStream, headers: CallHeaders, handlers: ReadonlyMap<string, Handler>): Promise<void> {
  // A reset by the daemon is the usual end of a cancelled call; whoever reads or writes the stream is told anyway.
  stream.on('error', () => {});
  const path = headers.first(':path') ?? '';
  const handler = handlers.get(path);
  if (!handler) {
    endWith(stream, GrpcCode.unimplemented, `unknown method ${path}`);
    return;
  }
  stream.respond(HEAD);
  let status = { code: GrpcCode.ok as number, message: '' };
  try {
    const call = { path, headers, stream };
    if (handler.kind === 'stream') await handler.handle(call);
    else stream.write(frameMessage(await handler.handle(await readMessage(stream), call)));
  } catch (error) {
    status = statusOf(error);
  }
  if (stream.destroyed) return;
  stream.setTrailers(trailersOf(status));
  // Nobody may be reading any more, and unread data would keep the stream open.
  stream.resume();
  stream.end();
}

/** The only message of a unary call. */
async function readMessage(stream: CallStream): Promise<Buffer> {
  const reader = new FrameReader();
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    const [message] = reader.push(chunk as Buffer);
    if (message) return message;
  }
  throw new GrpcError(GrpcCode.internal, 'the call ended without a message');
}

function endWith(stream: CallStream, code: number, message: string): void {
  stream.respond([...HEAD, ...trailersOf({ code, message })], { last: true });
  stream.resume();
  stream.end();
}

const HEAD: readonly Field[] = [
  [':status', '200'],
  ['content-type', 'application/grpc'],
];

function trailersOf({ code, message }: { code: number; message: string }): readonly Field[] {
  const status: Field = ['grpc-status', String(code)];
  return message === '' ? [status] : [status, ['grpc-message', encodeGrpcMessage(message)]];
}

function statusOf(error: unknown): { code: number; message: string } {
  if (error instanceof GrpcError) return { code: error.code, message: error.message };
  return { code: GrpcCode.unknown, message: error instanceof Error ? error.message : String(error) };
}
