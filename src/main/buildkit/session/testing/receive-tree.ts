import http2 from 'node:http2';
import { create, toBinary } from '@bufbuild/protobuf';
import { Packet_PacketType, PacketSchema } from '../../gen/fsutil_pb.js';
import { readPacket } from '../fsutil/packet.ts';
import { readStat } from '../fsutil/read-stat.ts';
import type { Stat } from '../fsutil/wire.ts';
import { FrameReader, frameMessage } from '../grpc/framing.ts';
import { type Handler, serveGrpc } from '../grpc/serve.ts';
import { socketPair } from './socket-pair.ts';

/** What a receiver got of a folder, by path, in the order in which it came. */
export interface ReceivedTree {
  readonly stats: readonly Stat[];
  readonly contents: ReadonlyMap<string, Buffer>;
  /** How many DATA packets with bytes in them there were. */
  readonly dataPackets: number;
  /** The gRPC status of the call. */
  readonly code: number;
  readonly message: string;
  /** Text of an ERR packet. */
  readonly error: string | undefined;
}

export interface ReceiveOptions {
  readonly headers?: http2.OutgoingHttpHeaders;
  /** Told of each entry before its content is asked for; false: do not ask. */
  readonly onStat?: (stat: Stat, id: number, connection: Connection) => boolean | undefined;
  /** Takes the content of files in place of `contents`, which then stays empty. */
  readonly onData?: (id: number, data: Buffer) => void;
}

export interface Connection {
  /** Asks for a file by its id. */
  request(id: number): void;
  /** Breaks the call off, as a cancelled build does. */
  cancel(): void;
}

/** A daemon's end of a session, in this process: HTTP/2 as it speaks it, over a pair of streams. */
export function connectTo(handlers: ReadonlyMap<string, Handler>): http2.ClientHttp2Session {
  const [ours, theirs] = socketPair();
  const server = serveGrpc(theirs, handlers);
  server.on('error', () => {});
  const client = http2.connect('http://localhost', { createConnection: () => ours, maxSendHeaderBlockLength: 1 << 24 });
  client.once('close', () => server.destroy());
  return client;
}

/** Receives a folder as BuildKit does (tonistiigi/fsutil receive.go): asks for each regular file that is no link, then says FIN. */
export function receiveTree(client: http2.ClientHttp2Session, options: ReceiveOptions = {}): Promise<ReceivedTree> {
  const call = client.request({
    ':method': 'POST',
    ':path': '/moby.filesync.v1.FileSync/DiffCopy',
    'content-type': 'application/grpc',
    te: 'trailers',
    ...options.headers,
  });
  const stats: Stat[] = [];
  const parts = new Map<number, Buffer[]>();
  const waiting = new Set<number>();
  let ended = false;
  let dataPackets = 0;
  let error: string | undefined;
  let status: http2.IncomingHttpHeaders = {};
  const send = (type: Packet_PacketType, id = 0) =>
    call.write(frameMessage(toBinary(PacketSchema, create(PacketSchema, { type, id }))));
  const request = (id: number) => {
    waiting.add(id);
    parts.set(id, []);
    send(Packet_PacketType.PACKET_REQ, id);
  };
  const connection: Connection = { request, cancel: () => call.close(http2.constants.NGHTTP2_CANCEL) };
  const onStat = (stat: Stat) => {
    const id = stats.push(stat) - 1;
    const wanted = options.onStat?.(stat, id, connection) ?? true;
    if (wanted && (stat.mode & 0x8f280000) >>> 0 === 0 && stat.linkname === '') request(id);
  };
  const reader = new FrameReader();
  call.on('data', (chunk: Buffer) => {
    for (const message of reader.push(chunk)) {
      const packet = readPacket(message);
      if (packet.type === Packet_PacketType.PACKET_STAT) {
        if (packet.stat) onStat(readStat(packet.stat));
        else ended = true;
      } else if (packet.type === Packet_PacketType.PACKET_DATA) {
        if (packet.data.length === 0) waiting.delete(packet.id);
        else {
          dataPackets++;
          if (options.onData) options.onData(packet.id, packet.data);
          else parts.get(packet.id)?.push(Buffer.from(packet.data));
        }
      } else if (packet.type === Packet_PacketType.PACKET_ERR) error = Buffer.from(packet.data).toString();
      else if (packet.type === Packet_PacketType.PACKET_FIN) call.end();
      if (ended && waiting.size === 0 && packet.type !== Packet_PacketType.PACKET_FIN)
        send(Packet_PacketType.PACKET_FIN);
    }
  });
  const onStatus = (headers: http2.IncomingHttpHeaders) => {
    if (headers['grpc-status'] === undefined) return;
    status = headers;
    // As grpc-go does with a call that the other side ended first.
    if (!call.writableEnded) call.close(http2.constants.NGHTTP2_CANCEL);
  };
  call.on('response', onStatus);
  call.on('trailers', onStatus);
  call.on('error', () => {});
  return new Promise((resolve) => {
    call.once('close', () => {
      const contents = new Map([...parts].map(([id, chunks]) => [stats[id]?.path ?? '', Buffer.concat(chunks)]));
      const code = status['grpc-status'] === undefined ? -1 : Number(status['grpc-status']);
      resolve({
        stats,
        contents,
        dataPackets,
        code,
        message: decodeURIComponent(String(status['grpc-message'] ?? '')),
        error,
      });
    });
  });
}
