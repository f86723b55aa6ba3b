import { closeSync, constants, openSync, readSync } from 'node:fs';
import { fsPath } from './names.ts';
import type { PooledWriter } from './pooled-writer.ts';
import { dataHeaderSize, PACKET_OVERHEAD, writeDataEnd, writeDataHeader } from './wire.ts';

/** Larger packets make fewer messages; the daemon takes up to 16 MiB, its own client sends 32 KiB. */
export const MAX_DATA = 256 * 1024;

/** Without it, opening a pipe that took a file's place would wait for somebody to write to it. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** How it went: `size` is what was sent, `error` why the file could not be opened. */
export interface SentContent {
  readonly size: number;
  readonly error?: unknown;
}

/**
 * Sends a file's content and its end: what is there when it is read, even if that is more or less than was said before. A file that cannot
 * be opened is sent as empty. So does BuildKit's own client (fsutil send.go, sendFile), and its daemon takes either.
 * Reads with blocking calls: on a thread of its own they cost less than promises.
 *
 * @throws Error when reading fails, as it does for a folder that took the file's place
 */
export async function sendContent(
  writer: PooledWriter,
  id: number,
  path: string,
  expectedSize: number,
): Promise<SentContent> {
  const opened = tryOpen(path);
  let size = 0;
  if (typeof opened === 'number') {
    try {
      size = await sendChunks(writer, id, opened, expectedSize);
    } finally {
      closeSync(opened);
    }
  }
  while (!writer.room(PACKET_OVERHEAD)) await writer.freed();
  writer.advance(writeDataEnd(writer.buffer, writer.at, id));
  return typeof opened === 'number' ? { size } : { size, error: opened.error };
}

async function sendChunks(writer: PooledWriter, id: number, file: number, expectedSize: number): Promise<number> {
  for (let sent = 0; ; ) {
    // One byte more than is expected: a short read then is the end of the file, without another call.
    const wanted = sent > expectedSize ? MAX_DATA : Math.min(MAX_DATA, expectedSize - sent + 1);
    while (!writer.room(wanted + PACKET_OVERHEAD)) await writer.freed();
    const reserved = dataHeaderSize(id, wanted);
    const read = readSync(file, writer.buffer, writer.at + reserved, wanted, -1);
    if (read > 0) {
      const header = dataHeaderSize(id, read);
      const data = writer.at + reserved;
      // A shorter length may take fewer bytes to write.
      if (header < reserved) writer.buffer.copyWithin(writer.at + header, data, data + read);
      writeDataHeader(writer.buffer, writer.at, id, read);
      writer.advance(writer.at + header + read);
    }
    sent += read;
    if (read < wanted) return sent;
  }
}

function tryOpen(path: string): number | { readonly error: unknown } {
  try {
    return openSync(fsPath(path), FLAGS);
  } catch (error) {
    return { error };
  }
}
