import { once } from 'node:events';
import http2 from 'node:http2';
import { Duplex } from 'node:stream';
import { BytesReader, bytesMessagePrefix } from '../grpc/bytes-message.ts';

/** A daemon that does as a test says: takes a session on a socket and calls it, by node's own HTTP/2. */
export interface FakeDaemon {
  /** The session that comes next. */
  session(): Promise<http2.ClientHttp2Session>;
  close(): void;
}

export interface ExportCall {
  readonly stream: http2.ClientHttp2Stream;
  /** Sends a piece of an archive. */
  send(text: string): void;
  /** Ends it, as a daemon does whether the archive is whole or not, and gives the answer. */
  end(): Promise<ExportAnswer>;
  /** Breaks it off, as a daemon does where another exporter has failed. */
  reset(): void;
  readonly answer: Promise<ExportAnswer>;
}

export interface ExportAnswer {
  readonly code: number;
  readonly message: string;
}

export async function fakeDaemon(socketPath: string): Promise<FakeDaemon> {
  const came: http2.ServerHttp2Stream[] = [];
  const server = http2.createServer();
  const sessions = new Set<http2.ServerHttp2Session>();
  server.on('session', (session) => sessions.add(session.on('error', () => {})));
  server.on('stream', (call) => {
    call.on('error', () => {});
    call.respond({ ':status': 200, 'content-type': 'application/grpc' });
    came.push(call);
    server.emit('came');
  });
  server.listen(socketPath);
  await once(server, 'listening');
  return {
    async session() {
      if (came.length === 0) await once(server, 'came');
      const call = came.shift() as http2.ServerHttp2Stream;
      const client = http2.connect('http://localhost', { createConnection: () => tunnelOf(call) });
      return client.on('error', () => {});
    },
    close() {
      for (const session of sessions) session.destroy();
      server.close();
    },
  };
}

/** Calls FileSend as exporter `index` does. */
export function exportCall(client: http2.ClientHttp2Session, index: number): ExportCall {
  const stream = client.request({
    ':method': 'POST',
    ':path': '/moby.filesync.v1.FileSend/DiffCopy',
    'content-type': 'application/grpc',
    te: 'trailers',
    'buildkit-attachable-exporter-id': String(index),
  });
  stream.on('error', () => {});
  stream.resume();
  const answer = Promise.withResolvers<ExportAnswer>();
  stream.once('trailers', (fields: http2.IncomingHttpHeaders) => {
    const message = decodeURIComponent(String(fields['grpc-message'] ?? ''));
    answer.resolve({ code: Number(fields['grpc-status']), message });
    if (!stream.writableEnded) stream.close(http2.constants.NGHTTP2_CANCEL);
  });
  stream.once('close', () => answer.resolve({ code: -1, message: '' }));
  return {
    stream,
    send(text) {
      const data = Buffer.from(text);
      stream.write(Buffer.concat([bytesMessagePrefix(data.length), data]));
    },
    end() {
      stream.end();
      return answer.promise;
    },
    reset: () => stream.close(http2.constants.NGHTTP2_CANCEL),
    answer: answer.promise,
  };
}

/** The bytes of a session's tunnel (`Control.Session`). */
function tunnelOf(call: http2.ServerHttp2Stream): Duplex {
  const reader = new BytesReader();
  const tunnel = new Duplex({
    read: () => call.resume(),
    write(chunk: Buffer, _encoding, done) {
      call.write(Buffer.concat([bytesMessagePrefix(chunk.length), chunk]), done);
    },
    final: (done) => void call.end(done),
    destroy(error, done) {
      call.destroy();
      done(error);
    },
  });
  call.on('data', (chunk: Buffer) => {
    for (const piece of reader.push(chunk)) tunnel.push(Buffer.from(piece));
  });
  call.once('close', () => tunnel.destroy());
  return tunnel;
}
