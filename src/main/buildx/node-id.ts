import { randomBytes } from 'node:crypto';
import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StoreFiles } from './store-files.ts';
import { unwritable } from './unwritable.ts';

/**
 * Who sends files from this computer: half of the shared key of a build's context, so the CLI and Slipway must have the
 * same (docker/buildx util/confutil/config.go). Made once; whatever the file holds is taken as it is.
 */
export async function nodeId(files: StoreFiles): Promise<string> {
  const path = join(files.dir, '.buildNodeID');
  const present = await lstat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT',
  );
  if (!present) {
    await files.makeFolder();
    await files.write(['.buildNodeID'], randomBytes(8).toString('hex'));
  }
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw unwritable(path, error);
  }
}
