import { mkdir } from 'node:fs/promises';
import type { ServerHttp2Stream } from 'node:http2';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { type Packet, PacketSchema, Packet_PacketType as Type } from '../../gen/fsutil_pb.js';
import { FrameReader, frameMessage } from '../grpc/framing.ts';
import { TreeWriter } from './tree-writer.ts';

/** Files asked for at a time, each of which is open meanwhile. */
const AT_ONCE = 16;

/**
 * Receives a tree into a folder, which is made if it is not there (tonistiigi/fsutil receive.go): entries come as STAT packets, whose
 * place is their id, an empty one at the end; content is asked for by id; FIN is answered by FIN.
 *
 * @throws Error when something cannot be written, or the daemon breaks off
 */
export async function receiveTree(stream: ServerHttp2Stream, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const writer = new TreeWriter(folder);
  try {
    await run(stream, writer);
  } catch (error) {
    await writer.abandon();
    throw error;
  }
}

async function run(stream: ServerHttp2Stream, writer: TreeWriter): Promise<void> {
  const reader = new FrameReader();
  const queue: number[] = [];
  let nextId = 0;
  let running = 0;
  let walked = false;
  let finished = false;
  const send = (type: Type, id = 0) =>
    stream.write(frameMessage(toBinary(PacketSchema, create(PacketSchema, { type, id }))));
  const next = () => (running < AT_ONCE ? queue.shift() : undefined);
  const take = async (packet: Packet) => {
    switch (packet.type) {
      case Type.PACKET_STAT:
        if (packet.stat === undefined) walked = true;
        else if (await writer.add(nextId++, packet.stat)) queue.push(nextId - 1);
        break;
      case Type.PACKET_DATA:
        if (packet.data.length > 0) await writer.write(packet.id, packet.data);
        else {
          await writer.end(packet.id);
          running--;
        }
        break;
      case Type.PACKET_ERR:
        throw new Error(Buffer.from(packet.data).toString('utf8'));
    }
    for (let id = next(); id !== undefined; id = next()) {
      running++;
      await writer.open(id);
      send(Type.PACKET_REQ, id);
    }
    if (walked && running === 0 && !finished) {
      await writer.finish();
      finished = true;
      send(Type.PACKET_FIN);
    }
  };
  try {
    for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
      for (const message of reader.push(chunk as Buffer)) {
        const packet = fromBinary(PacketSchema, message);
        if (packet.type === Type.PACKET_FIN && finished) return;
        await take(packet);
      }
    }
  } catch (error) {
    // With our FIN the daemon has all it waits for, and may reset the stream before its own is read.
    if (finished) return;
    throw error;
  }
  if (!finished) throw new Error('The daemon broke off the export.');
}
