import { randomBytes } from 'node:crypto';
import { open, realpath, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A file that is written and lies beside its place, where it is to be renamed to. */
export interface HeldFile {
  readonly partial: string;
  readonly place: string;
}

/**
 * Writes an export beside its place: a build that fails leaves an older file as it was. A link stays one, and what it points to is
 * replaced. A pipe or a device is written into, and there is nothing to move.
 */
export async function writeExportFile(
  bytes: AsyncIterable<readonly Buffer[]>,
  path: string,
): Promise<HeldFile | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) throw new Error(`${path} is a folder.`);
  if (found !== undefined && !found.isFile()) {
    await using file = await open(path, 'w');
    for await (const pieces of bytes) await file.writeFile(Buffer.concat(pieces));
    return undefined;
  }
  const place = found === undefined ? path : await realpath(path);
  // Short, since the name itself may be as long as a name can be.
  const partial = join(dirname(place), `.${randomBytes(6).toString('hex')}.partial`);
  const file = await open(partial, 'wx');
  try {
    for await (const pieces of bytes) await file.writeFile(Buffer.concat(pieces));
    await file.sync();
    await file.close();
    return { partial, place };
  } catch (error) {
    await file.close().catch(() => {});
    await rm(partial, { force: true });
    throw error;
  }
}
