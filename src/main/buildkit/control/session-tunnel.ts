import { Duplex } from 'node:stream';
import { Metadata } from '@grpc/grpc-js';
import { Control } from '../gen/control_pb.js';
import type { Channel, DuplexCall } from './channel.ts';
import type { CallOptions } from './control-client.ts';

/** Go reads a message whole; bigger ones only cost memory there, and a daemon before 0.14 takes at most 4 MiB. */
const MAX_CHUNK = 256 * 1024;

/** `Control.Session` as one byte stream, with back-pressure both ways. Headers become metadata, their names in lower case. */
export function openSessionTunnel(
  channel: Channel,
  headers: Readonly<Record<string, string | readonly string[]>>,
  options: CallOptions,
): Duplex {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) {
    for (const one of typeof value === 'string' ? [value] : value) metadata.add(name.toLowerCase(), one);
  }
  let call: DuplexCall<typeof Control.method.session> | undefined;
  const tunnel = new Duplex({
    highWaterMark: 1024 * 1024,
    construct(done) {
      channel.duplex(Control.method.session, metadata, options).then((opened) => {
        call = opened;
        opened.stream.on('data', ({ data }) => {
          if (data.length > 0 && !tunnel.push(data)) opened.stream.pause();
        });
        opened.stream.once('end', () => tunnel.push(null));
        opened.stream.once('error', (error) => tunnel.destroy(opened.explain(error)));
        done();
      }, done);
    },
    read() {
      call?.stream.resume();
    },
    write(chunk: Buffer, _encoding, done) {
      writeChunks(call, chunk, done);
    },
    writev(chunks, done) {
      writeChunks(call, Buffer.concat(chunks.map(({ chunk }) => chunk as Buffer)), done);
    },
    final(done) {
      call?.stream.end();
      done();
    },
    destroy(error, done) {
      call?.stream.on('error', () => {});
      call?.stream.cancel();
      done(error);
    },
  });
  return tunnel;
}

function writeChunks(
  call: DuplexCall<typeof Control.method.session> | undefined,
  bytes: Buffer,
  done: (error?: Error | null) => void,
): void {
  for (let at = 0; at < bytes.length; at += MAX_CHUNK) {
    const data = bytes.subarray(at, at + MAX_CHUNK);
    const last = at + MAX_CHUNK >= bytes.length;
    call?.stream.write({ data }, last ? done : undefined);
  }
}
