import { lstatSync, realpathSync } from 'node:fs';
import type { Duplex } from 'node:stream';
import { FrameReader } from '../grpc/framing.ts';
import { type SentContent, sendContent } from './file-content.ts';
import { createFilter, type FilterOptions } from './filter.ts';
import { isRegular } from './go-mode.ts';
import { fsPath, textOfBytes } from './names.ts';
import { type IncomingPacket, readPacket } from './packet.ts';
import { MAX_PACKET, PooledWriter } from './pooled-writer.ts';
import type { ReadAhead } from './read-ahead.ts';
import { inRoot } from './tree.ts';
import { walkTree } from './walk.ts';
import {
  PACKET_OVERHEAD,
  PacketType,
  type Stat,
  statSize,
  writeEmpty,
  writeError,
  writeFin,
  writeStat,
} from './wire.ts';

/** How long this thread works before it lets other events in, in milliseconds: health checks, other calls, the daemon's requests. */
const SLICE = 4;
/** Entries between two looks at the clock. */
const BATCH = 32;

/** A file that did not arrive as it was announced: sent as empty because it could not be opened, or with another size. */
export type SendWarning =
  | { readonly kind: 'unreadable'; readonly path: string; readonly error: unknown }
  | { readonly kind: 'changed'; readonly path: string };

/** The daemon could not take what was sent, for want of space for one: no fault of the folder, and the daemon says it itself. */
export class ReceiverError extends Error {
  constructor(text: string) {
    super(`error from receiver: ${text}`);
    this.name = 'ReceiverError';
  }
}

export interface SendOptions extends FilterOptions {
  readonly onWarning?: (warning: SendWarning) => void;
  /** What was read of the folder already. */
  readonly ahead?: ReadAhead | undefined;
}

/**
 * Sends a folder as fsutil's sender does (tonistiigi/fsutil send.go): the tree as STAT packets, whose place is a file's id, an empty
 * packet at the end; meanwhile the content of each file that is asked for; FIN answers FIN. Resolves when the daemon has all of it.
 *
 * @throws Error with the words that BuildKit shows, after it has told the daemon
 */
export async function sendTree(stream: Duplex, folder: string, options: SendOptions): Promise<void> {
  const writer = new PooledWriter(stream);
  const incoming = receive(stream);
  try {
    const root = textOfBytes(realpathSync(folder, { encoding: 'buffer' }));
    await run(writer, incoming, root, options);
  } catch (error) {
    if (!stream.destroyed && writer.room(8192)) {
      const text = error instanceof Error ? error.message : String(error);
      writer.advance(writeError(writer.buffer, writer.at, text));
      writer.flush();
    }
    throw error;
  }
}

async function run(writer: PooledWriter, incoming: Incoming, root: string, options: SendOptions): Promise<void> {
  /** What may be asked for, by its number. */
  const files: (Stat | undefined)[] = [];
  const { ahead } = options;
  const known = ahead && { folder: (path: string) => ahead.folder(root, path) };
  const walk = walkTree(root, createFilter(root, options), known);
  let walking = true;
  let until = performance.now() + SLICE;
  for (let packet = incoming.take(); packet?.type !== PacketType.fin; packet = incoming.take()) {
    if (packet?.type === PacketType.error) throw new ReceiverError(packet.data.toString('utf8'));
    if (packet?.type === PacketType.request) {
      const file = files[packet.id];
      if (!file) throw new Error(`invalid file id ${packet.id}`);
      files[packet.id] = undefined;
      const path = inRoot(root, file.path);
      const size = Number(file.size);
      const sent = await sendContent(writer, packet.id, path, size);
      if (sent.size !== size || sent.error !== undefined) warn(path, size, sent, options);
    } else if (walking) {
      for (let count = 0; walking && count < BATCH; count++) {
        const next = walk.next();
        walking = !next.done;
        const full = sendStat(writer, next.value ?? undefined);
        if (full) await full;
        files.push(next.value && isRegular(next.value.mode) ? next.value : undefined);
      }
    } else {
      writer.flush();
      await incoming.arrived();
      until = performance.now() + SLICE;
    }
    if (performance.now() < until) continue;
    if (writer.idle) writer.flush();
    await new Promise(setImmediate);
    until = performance.now() + SLICE;
  }
  while (!writer.room(PACKET_OVERHEAD)) await writer.freed();
  writer.advance(writeFin(writer.buffer, writer.at));
  writer.flush();
}

/** Nothing stands for the end of the walk. Answers a promise only where there is no room yet: one for each entry would cost as much as its stat. */
function sendStat(writer: PooledWriter, stat: Stat | undefined): Promise<void> | undefined {
  const size = stat ? statSize(stat) : PACKET_OVERHEAD;
  if (size > MAX_PACKET) throw new Error(`the extended attributes of ${stat?.path} are too large to send`);
  if (!writer.room(size)) return writer.freed().then(() => sendStat(writer, stat));
  writer.advance(stat ? writeStat(writer.buffer, writer.at, stat) : writeEmpty(writer.buffer, writer.at));
  return undefined;
}

function warn(path: string, announced: number, { error }: SentContent, { onWarning }: SendOptions): void {
  // A socket is announced as an empty file, and is one.
  if (error !== undefined && announced === 0 && isSocket(path)) return;
  onWarning?.(error === undefined ? { kind: 'changed', path } : { kind: 'unreadable', path, error });
}

function isSocket(path: string): boolean {
  return lstatSync(fsPath(path), { throwIfNoEntry: false })?.isSocket() === true;
}

interface Incoming {
  /** The oldest packet that has not been looked at. */
  take(): IncomingPacket | undefined;
  /** Resolves when there is one; rejects when the stream ended or failed before that. */
  arrived(): Promise<void>;
}

function receive(stream: Duplex): Incoming {
  const reader = new FrameReader();
  const packets: IncomingPacket[] = [];
  let next = 0;
  let failure: Error | undefined;
  let wake: (() => void) | undefined;
  const fail = (error: Error) => {
    failure ??= error;
    wake?.();
  };
  stream.on('data', (chunk: Buffer) => {
    try {
      for (const message of reader.push(chunk)) packets.push(readPacket(message));
      wake?.();
    } catch (error) {
      fail(error instanceof Error ? error : new Error(String(error)));
    }
  });
  stream.once('end', () => fail(new Error('The daemon ended the transfer early.')));
  stream.once('error', fail);
  stream.once('close', () => fail(new Error('The daemon closed the transfer.')));
  return {
    take() {
      const packet = packets[next];
      if (!packet) return undefined;
      next++;
      if (next === packets.length) {
        packets.length = 0;
        next = 0;
      }
      return packet;
    },
    async arrived() {
      while (packets.length === 0) {
        if (failure) throw failure;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        wake = undefined;
      }
    },
  };
}
