import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { withLock } from './lock.ts';

/** The folder of everything that is kept between runs: `$SLIPWAY_CACHE`, or `slipway` in the user's cache folder. */
export function cacheDir(env: NodeJS.ProcessEnv = process.env): string {
  if (env.SLIPWAY_CACHE) return env.SLIPWAY_CACHE;
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'slipway');
}

/** A short key of the content that decides what is made. */
export function contentKey(...parts: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex').slice(0, 16);
}

/**
 * Makes a folder once: `make` fills a temporary one beside it, which is renamed when complete, so that a folder of that
 * name is always whole. Runs at the same time wait for each other. Answers the folder.
 */
export async function makeOnce(folder: string, make: (temporary: string) => Promise<void>): Promise<string> {
  if (existsSync(folder)) return folder;
  await mkdir(dirname(folder), { recursive: true });
  return withLock(`${folder}.lock`, async () => {
    if (existsSync(folder)) return folder;
    const temporary = `${folder}.part`;
    await rm(temporary, { recursive: true, force: true });
    await mkdir(temporary);
    await make(temporary);
    await rename(temporary, folder);
    return folder;
  });
}
