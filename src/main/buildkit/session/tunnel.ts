import { Duplex } from 'node:stream';
import type { DialedStream } from '../dial/dial.ts';
import { buildkitUnavailable } from '../dial/dial-error.ts';
import { BytesReader, bytesMessagePrefix } from './grpc/bytes-message.ts';
import { openCall } from './h2/open-call.ts';

const PATH = '/moby.buildkit.v1.Control/Session';
/** A daemon before 0.14 takes messages of at most 4 MiB, and Go reads each as a whole. */
const MAX_CHUNK = 1024 * 1024;

/**
 * `Control.Session` as one byte stream, with back-pressure both ways.
 *
 * @param where the builder, in words for an error
 */
export function openTunnel(
  { stream, said }: DialedStream,
  headers: Readonly<Record<string, string | readonly string[]>>,
  where: string,
): Duplex {
  const reader = new BytesReader();
  let full = false;
  let untaken = 0;
  const tunnel = new Duplex({
    highWaterMark: MAX_CHUNK,
    read: () => {
      // What the tunnel had no room for counts as taken only now: until then the daemon may fill the window and no more.
      full = false;
      call.took(untaken);
      untaken = 0;
    },
    write: (chunk: Buffer, _encoding, done) => writeMessages([chunk], done),
    writev: (chunks, done) =>
      writeMessages(
        chunks.map(({ chunk }) => chunk as Buffer),
        done,
      ),
    final: (done) => {
      call.end();
      done();
    },
    destroy: (error, done) => {
      call.destroy();
      done(error);
    },
  });
  const fail = (cause: Error) => {
    if (!tunnel.destroyed) tunnel.destroy(buildkitUnavailable(where, said() || cause.message, cause));
  };
  const call = openCall(stream, PATH, headerList(headers), {
    onData(bytes) {
      for (const data of reader.push(bytes)) full = !tunnel.push(data);
      if (full) untaken += bytes.length;
      else call.took(bytes.length);
    },
    onEnd(status) {
      if (status !== undefined && status.code !== 0) fail(new Error(status.message || `gRPC status ${status.code}`));
      else tunnel.push(null);
    },
    onError: fail,
  });

  /** As messages of at most `MAX_CHUNK`, without copying: the pieces follow their prefix. */
  function writeMessages(chunks: readonly Buffer[], done: (error?: Error | null) => void): void {
    let rest = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    let left = 0;
    if (rest === 0) done();
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
        call.write(piece, rest === 0 ? done : undefined);
      }
    }
    call.flush();
  }

  return tunnel;
}

function headerList(headers: Readonly<Record<string, string | readonly string[]>>): (readonly [string, string])[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map((one) => [name.toLowerCase(), one] as const),
  );
}
