import { mkdirSync, realpathSync } from 'node:fs';
import type { Duplex } from 'node:stream';
import { BrokenOffError } from '../broken-off.ts';
import { FrameReader } from '../grpc/framing.ts';
import { textOfBytes } from './names.ts';
import { type IncomingPacket, readPacket } from './packet.ts';
import { openPosix } from './posix.ts';
import { readStat } from './read-stat.ts';
import { TreeWriter } from './tree-writer.ts';
import { PACKET_OVERHEAD, PacketType, writeError, writeFin, writeRequest } from './wire.ts';
import { openXattrs } from './xattr.ts';

/** Files asked for and not whole at a time. A daemon sends four; the others keep it from waiting for us. */
const AT_ONCE = 64;

export interface ReceiveOptions {
  /** Removes what is in the folder and was not sent. */
  readonly mirror?: boolean;
}

/**
 * Receives a tree into a folder, which is made if it is not there (tonistiigi/fsutil receive.go): entries come as STAT packets, whose
 * place is their id, an empty one at the end; content is asked for by id; FIN is answered by FIN.
 *
 * @throws BrokenOffError when the daemon ends it early, Error when something cannot be written; the daemon was told
 */
export async function receiveTree(stream: Duplex, folder: string, options: ReceiveOptions = {}): Promise<void> {
  let writer: TreeWriter | undefined;
  try {
    mkdirSync(folder, { recursive: true });
    const root = textOfBytes(realpathSync(folder, { encoding: 'buffer' }));
    writer = new TreeWriter(root, openPosix(), openXattrs());
    await run(stream, writer, options);
  } catch (error) {
    writer?.abandon();
    if (!stream.destroyed) {
      const text = error instanceof Error ? error.message : String(error);
      send(stream, (buffer) => writeError(buffer, 0, text));
    }
    throw error;
  }
}

async function run(stream: Duplex, writer: TreeWriter, { mirror = false }: ReceiveOptions): Promise<void> {
  const reader = new FrameReader();
  const wanted: number[] = [];
  let asked = 0;
  let nextId = 0;
  let running = 0;
  let walked = false;
  let finished = false;
  const take = ({ type, id, data, stat }: IncomingPacket) => {
    switch (type) {
      case PacketType.stat:
        if (walked) throw new Error('The builder sent an entry after the last.');
        if (stat === undefined) walked = true;
        else if (writer.add(nextId++, readStat(stat))) wanted.push(nextId - 1);
        break;
      case PacketType.data:
        if (data.length > 0) writer.write(id, data);
        else {
          writer.end(id);
          running--;
        }
        break;
      case PacketType.error:
        throw new BrokenOffError(`error from sender: ${data.toString('utf8')}`);
    }
    for (; running < AT_ONCE && asked < wanted.length; running++) {
      const next = wanted[asked++] ?? 0;
      send(stream, (buffer) => writeRequest(buffer, 0, next));
    }
    if (!walked || running > 0 || finished) return;
    writer.finish({ mirror });
    finished = true;
    send(stream, (buffer) => writeFin(buffer, 0));
  };
  try {
    for await (const chunk of iterate(stream)) {
      for (const message of reader.push(chunk)) {
        const packet = readPacket(message);
        if (packet.type === PacketType.fin && finished) return;
        take(packet);
      }
    }
  } catch (error) {
    // With our FIN the daemon has all it waits for, and may reset the stream before its own is read.
    if (finished) return;
    throw error;
  }
  if (!finished) throw new BrokenOffError();
}

/** The stream stays whole when the reader has seen enough. */
async function* iterate(stream: Duplex): AsyncGenerator<Buffer, void, undefined> {
  try {
    yield* stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  } catch (cause) {
    throw new BrokenOffError(undefined, { cause });
  }
}

function send(stream: Duplex, write: (buffer: Buffer) => number): void {
  const buffer = Buffer.allocUnsafe(PACKET_OVERHEAD + 3 * 4096);
  stream.write(buffer.subarray(0, write(buffer)));
}
