import http2 from 'node:http2';
import { Duplex } from 'node:stream';
import type { DialedStream } from '../dial/dial.ts';
import { buildkitUnavailable } from '../dial/dial-error.ts';
import { bytesMessagePrefix, readBytesMessage } from './grpc/bytes-message.ts';
import { FrameReader } from './grpc/framing.ts';

const PATH = '/moby.buildkit.v1.Control/Session';
/** A daemon before 0.14 takes messages of at most 4 MiB, and Go reads each as a whole. */
const MAX_CHUNK = 1024 * 1024;

/**
 * `Control.Session` as one byte stream, with back-pressure both ways. It speaks HTTP/2 itself: all files of a build go through here, and
 * a gRPC library copies each byte several times (three times the processor time of this, measured on 200 MB in 20,000 files).
 *
 * @param where the builder, in words for an error
 */
export function openTunnel(
  { stream, said }: DialedStream,
  headers: Readonly<Record<string, string | readonly string[]>>,
  where: string,
): Duplex {
  const client = http2.connect('http://localhost', { createConnection: () => stream, maxSessionMemory: 1024 });
  const call = client.request({ ...requestHeaders(headers), ':method': 'POST', ':path': PATH }, { endStream: false });
  const reader = new FrameReader();
  const tunnel = new Duplex({
    highWaterMark: MAX_CHUNK,
    read: () => {
      call.resume();
    },
    write: (chunk: Buffer, _encoding, done) => writeAll(call, [chunk], done),
    writev: (chunks, done) =>
      writeAll(
        call,
        chunks.map(({ chunk }) => chunk as Buffer),
        done,
      ),
    final: (done) => {
      call.end(done);
    },
    destroy: (error, done) => {
      call.close(http2.constants.NGHTTP2_CANCEL);
      client.destroy();
      stream.destroy();
      done(error);
    },
  });
  const fail = (cause?: unknown) => {
    const text = said() || (cause instanceof Error ? cause.message : '');
    if (!tunnel.destroyed) tunnel.destroy(buildkitUnavailable(where, text, cause));
  };
  call.on('data', (chunk: Buffer) => {
    try {
      let room = true;
      for (const message of reader.push(chunk)) {
        const data = readBytesMessage(message);
        if (data.length > 0) room = tunnel.push(data);
      }
      if (!room) call.pause();
    } catch (error) {
      fail(error);
    }
  });
  const onStatus = (trailers: http2.IncomingHttpHeaders) => {
    const status = trailers['grpc-status'];
    if (status !== undefined && status !== '0') fail(new Error(messageOf(trailers)));
  };
  call.on('response', onStatus);
  call.on('trailers', onStatus);
  call.once('end', () => tunnel.push(null));
  call.on('error', fail);
  client.on('error', fail);
  client.once('close', () => fail());
  return tunnel;
}

/** As one message a chunk of at most `MAX_CHUNK`, without copying: the pieces follow their prefix. */
function writeAll(
  call: http2.ClientHttp2Stream,
  chunks: readonly Buffer[],
  done: (error?: Error | null) => void,
): void {
  const total = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  if (call.destroyed) {
    done(new Error('The session is closed.'));
    return;
  }
  call.cork();
  let left = 0;
  let rest = total;
  for (const chunk of chunks) {
    for (let at = 0; at < chunk.length; ) {
      if (left === 0) {
        left = Math.min(rest, MAX_CHUNK);
        call.write(bytesMessagePrefix(left));
      }
      const piece = chunk.subarray(at, at + left);
      at += piece.length;
      left -= piece.length;
      rest -= piece.length;
      if (rest === 0) call.write(piece, done);
      else call.write(piece);
    }
  }
  call.uncork();
  if (total === 0) done();
}

function requestHeaders(headers: Readonly<Record<string, string | readonly string[]>>): http2.OutgoingHttpHeaders {
  const lower: http2.OutgoingHttpHeaders = { 'content-type': 'application/grpc', te: 'trailers' };
  for (const [name, value] of Object.entries(headers))
    lower[name.toLowerCase()] = typeof value === 'string' ? value : [...value];
  return lower;
}

function messageOf(trailers: http2.IncomingHttpHeaders): string {
  const text = String(trailers['grpc-message'] ?? `gRPC status ${trailers['grpc-status']}`);
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
