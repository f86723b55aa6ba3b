import { once } from 'node:events';
import {
  type ClientHttp2Session,
  connect,
  constants,
  createServer,
  type Http2Session,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';

/** One call that a client made: its method, such as `/moby.buildkit.v1.Control/Solve`, and all that it sent, framed. */
export interface RecordedCall {
  readonly path: string;
  readonly sent: readonly Buffer[];
}

export interface RecordingProxy {
  /** On 127.0.0.1. */
  readonly port: number;
  readonly calls: readonly RecordedCall[];
  close(): Promise<void>;
}

/** For tests: passes gRPC on to a BuildKit on TCP and keeps what its clients send. What is in a session is passed on only. */
export async function openRecordingProxy(to: {
  readonly host: string;
  readonly port: number;
}): Promise<RecordingProxy> {
  const calls: RecordedCall[] = [];
  const upstreams = new Map<Http2Session, ClientHttp2Session>();
  const server = createServer({ maxHeaderListPairs: 65_535, settings: { initialWindowSize: 1024 * 1024 } });
  server.on('session', (session) => {
    const upstream = connect(`http://${to.host}:${to.port}`, { settings: { initialWindowSize: 1024 * 1024 } });
    upstream.on('error', () => session.destroy());
    upstream.on('close', () => session.destroy());
    session.on('error', () => {});
    session.on('close', () => {
      upstreams.delete(session);
      upstream.destroy();
    });
    upstreams.set(session, upstream);
  });
  server.on('stream', (stream, headers, _flags, raw) => {
    const upstream = stream.session && upstreams.get(stream.session);
    if (upstream === undefined) return stream.close(constants.NGHTTP2_REFUSED_STREAM);
    const sent: Buffer[] = [];
    const path = String(headers[':path']);
    calls.push({ path, sent });
    if (!path.endsWith('/Session')) stream.on('data', (chunk: Buffer) => sent.push(chunk));
    pass(stream, upstream, raw as unknown as readonly string[]);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    calls,
    async close() {
      for (const [session, upstream] of upstreams) {
        session.destroy();
        upstream.destroy();
      }
      server.close();
      await once(server, 'close');
    },
  };
}

function pass(stream: ServerHttp2Stream, upstream: ClientHttp2Session, raw: readonly string[]): void {
  const call = upstream.request(repeated(raw));
  let trailers: IncomingHttpHeaders = {};
  stream.on('error', () => {});
  call.on('error', () => {});
  call.on('response', (headers, flags) => {
    const ended = (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0;
    if (stream.destroyed || stream.headersSent) return;
    // An answer that fails at once is one block of headers.
    stream.respond(headers as OutgoingHttpHeaders, ended ? { endStream: true } : { waitForTrailers: true });
    if (!ended) call.pipe(stream);
  });
  call.on('trailers', (found) => {
    trailers = found;
  });
  stream.on('wantTrailers', () => stream.sendTrailers(trailers as OutgoingHttpHeaders));
  stream.on('close', () => {
    if (!call.closed) call.close(stream.rstCode || constants.NGHTTP2_CANCEL);
  });
  call.on('close', () => {
    if (call.rstCode !== 0 && !stream.closed) stream.close(call.rstCode);
  });
  stream.pipe(call);
}

/** Node joins headers that are there several times by a comma; on the wire they stay apart. */
function repeated(raw: readonly string[]): OutgoingHttpHeaders {
  const headers: Record<string, string | string[]> = {};
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const [name = '', value = ''] = [raw[at], raw[at + 1]];
    const known = headers[name];
    headers[name] = known === undefined ? value : [...(Array.isArray(known) ? known : [known]), value];
  }
  return headers;
}
