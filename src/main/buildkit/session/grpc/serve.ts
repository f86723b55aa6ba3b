import http2 from 'node:http2';
import type { Duplex } from 'node:stream';
import { LARGEST_FRAME } from '../h2/join-headers.ts';
import { FrameReader, frameMessage } from './framing.ts';
import { encodeGrpcMessage, GrpcCode, GrpcError } from './grpc-error.ts';
import { type CallHeaders, headersOf } from './headers.ts';

/** One call of the daemon, with its raw streams: handlers that move much data do their own framing. */
export interface ServerCall {
  readonly path: string;
  readonly headers: CallHeaders;
  readonly stream: http2.ServerHttp2Stream;
}

export type Handler =
  | { readonly kind: 'unary'; readonly handle: (message: Buffer, call: ServerCall) => Promise<Uint8Array> }
  /** Reads and writes `call.stream` itself; the status is sent when it returns (0) or throws. */
  | { readonly kind: 'stream'; readonly handle: (call: ServerCall) => Promise<void> };

/**
 * Much larger than Node's own limits: BuildKit sends one header for each line of an ignore file, and Node takes 128 pairs by default.
 * Beyond about 8,000 lines the stream must come through `joinHeaders`.
 */
const OPTIONS: http2.ServerOptions = {
  maxHeaderListPairs: 1 << 20,
  maxSessionMemory: 1024,
  settings: {
    maxHeaderListSize: 64 * 1024 * 1024,
    maxFrameSize: LARGEST_FRAME,
    initialWindowSize: 4 * 1024 * 1024,
  },
};
const CONNECTION_WINDOW = 16 * 1024 * 1024;

/** Serves gRPC to the one client at the other end of `stream`. A path without a handler is answered with 12 (unimplemented). */
export function serveGrpc(stream: Duplex, handlers: ReadonlyMap<string, Handler>): http2.ServerHttp2Session {
  const session = http2.performServerHandshake(stream, OPTIONS);
  session.setLocalWindowSize(CONNECTION_WINDOW);
  session.on('stream', (call, _headers, _flags, rawHeaders) => {
    // Node joins values of a repeated header; only the raw list keeps them apart.
    void answer(call, headersOf(rawHeaders), handlers);
  });
  return session;
}

async function answer(
  stream: http2.ServerHttp2Stream,
  headers: CallHeaders,
  handlers: ReadonlyMap<string, Handler>,
): Promise<void> {
  // A reset by the daemon is the usual end of a cancelled call; whoever reads or writes the stream is told anyway.
  stream.on('error', () => {});
  const path = headers.first(':path') ?? '';
  const handler = handlers.get(path);
  if (!handler) {
    endWith(stream, GrpcCode.unimplemented, `unknown method ${path}`);
    return;
  }
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  let status = { code: GrpcCode.ok as number, message: '' };
  stream.on('wantTrailers', () => stream.sendTrailers(trailersOf(status)));
  try {
    const call = { path, headers, stream };
    if (handler.kind === 'stream') await handler.handle(call);
    else stream.write(frameMessage(await handler.handle(await readMessage(stream), call)));
  } catch (error) {
    status = statusOf(error);
  }
  if (stream.destroyed) return;
  // Nobody may be reading any more, and unread data would keep the stream open.
  stream.resume();
  stream.end();
}

/** The only message of a unary call. */
async function readMessage(stream: http2.ServerHttp2Stream): Promise<Buffer> {
  const reader = new FrameReader();
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    const [message] = reader.push(chunk as Buffer);
    if (message) return message;
  }
  throw new GrpcError(GrpcCode.internal, 'the call ended without a message');
}

function endWith(stream: http2.ServerHttp2Stream, code: number, message: string): void {
  stream.respond(
    { ':status': 200, 'content-type': 'application/grpc', ...trailersOf({ code, message }) },
    { endStream: true },
  );
  stream.resume();
}

function trailersOf({ code, message }: { code: number; message: string }): http2.OutgoingHttpHeaders {
  return { 'grpc-status': String(code), ...(message === '' ? {} : { 'grpc-message': encodeGrpcMessage(message) }) };
}

function statusOf(error: unknown): { code: number; message: string } {
  if (error instanceof GrpcError) return { code: error.code, message: error.message };
  return { code: GrpcCode.unknown, message: error instanceof Error ? error.message : String(error) };
}
