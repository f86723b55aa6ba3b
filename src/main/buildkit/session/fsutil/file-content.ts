import { closeSync, openSync, readSync } from 'node:fs';
import type { PooledWriter } from './pooled-writer.ts';
import { dataHeaderSize, PACKET_OVERHEAD, writeDataEnd, writeDataHeader } from './wire.ts';

/** Larger packets make fewer messages; the daemon takes up to 16 MiB, its own client sends 32 KiB. */
export const MAX_DATA = 256 * 1024;

/**
 * Sends a file's content and its end. A file that cannot be opened any more is sent as empty, as BuildKit's own client does (fsutil
 * send.go, sendFile). Reads with blocking calls: on a thread of its own they cost less than promises.
 */
export async function sendContent(writer: PooledWriter, id: number, path: string, expectedSize: number): Promise<void> {
  const file = tryOpen(path);
  if (file !== undefined) {
    try {
      await sendChunks(writer, id, file, expectedSize);
    } finally {
      closeSync(file);
    }
  }
  while (!writer.room(PACKET_OVERHEAD)) await writer.freed();
  writer.advance(writeDataEnd(writer.buffer, writer.at, id));
}

async function sendChunks(writer: PooledWriter, id: number, file: number, expectedSize: number): Promise<void> {
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
    if (read < wanted) return;
  }
}

function tryOpen(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch {
    return undefined;
  }
}
