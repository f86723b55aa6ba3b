import { randomBytes } from 'node:crypto';
import { open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Writes an export beside its place and moves it there when it is whole: a build that fails leaves an older file as it was. A link stays
 * one, and what it points to is replaced; a pipe or a device is written into.
 */
export async function writeExportFile(bytes: AsyncIterable<readonly Buffer[]>, path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found !== undefined && !found.isFile() && !found.isDirectory()) {
    await using file = await open(path, 'w');
    for await (const pieces of bytes) await file.writeFile(Buffer.concat(pieces));
    return;
  }
  const place = found === undefined ? path : await realpath(path);
  // Short, since the name itself may be as long as a name can be.
  const partial = join(dirname(place), `.${randomBytes(6).toString('hex')}.partial`);
  const file = await open(partial, 'wx');
  try {
    for await (const pieces of bytes) await file.writeFile(Buffer.concat(pieces));
    await file.sync();
    await file.close();
    await rename(partial, place);
  } catch (error) {
    await file.close().catch(() => {});
    await rm(partial, { force: true });
    throw error;
  }
}
