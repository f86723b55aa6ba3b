import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SlipwayError } from '../../shared/contract/failure.ts';
import { tryLockUnix } from './lock-unix.ts';
import { tryLockWindows } from './lock-windows.ts';
import type { StoreFiles } from './store-files.ts';
import type { WriteOptions } from './types.ts';
import { unwritable } from './unwritable.ts';

const DEFAULT_TIMEOUT_MS = 5_000;
const SHORTEST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 50;

/** Tries once. Undefined when somebody else has it; else gives the way to let it go. Throws when the file cannot be. */
type TryLock = (path: string) => (() => void) | undefined;

/**
 * Runs the change while holding the CLI's own lock on `<dir>/.lock` (docker/buildx store/store.go, gofrs/flock). Never
 * waits blocked: a CLI command may hold it for tens of seconds, so there is a limit.
 *
 * @throws SlipwayError `store-locked`, `store-unwritable`, `cancelled`
 */
export async function withStoreLock<T>(
  files: Folder,
  { lockTimeoutMs = DEFAULT_TIMEOUT_MS, signal }: WriteOptions,
  change: () => Promise<T>,
): Promise<T> {
  const release = await acquire(files, lockTimeoutMs, signal);
  try {
    return await change();
  } finally {
    release();
  }
}

type Folder = Pick<StoreFiles, 'dir' | 'makeFolder'>;

async function acquire(files: Folder, limitMs: number, signal?: AbortSignal): Promise<() => void> {
  const tryLock: TryLock = process.platform === 'win32' ? tryLockWindows : tryLockUnix;
  const started = performance.now();
  let pause = SHORTEST_PAUSE_MS;
  for (;;) {
    if (signal?.aborted) throw new SlipwayError({ code: 'cancelled', title: 'It was given up.' });
    const release = await attempt(tryLock, files);
    if (release !== undefined) return release;
    if (performance.now() - started >= limitMs) throw locked(limitMs);
    await delay(pause);
    pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS);
  }
}

async function attempt(tryLock: TryLock, files: Folder): Promise<(() => void) | undefined> {
  const path = join(files.dir, '.lock');
  try {
    return tryLock(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw unwritable(path, error);
  }
  await files.makeFolder();
  try {
    return tryLock(path);
  } catch (error) {
    throw unwritable(path, error);
  }
}

function locked(limitMs: number): SlipwayError {
  return new SlipwayError({
    code: 'store-locked',
    title: 'The list of builders is in use by another program.',
    meaning: `A docker buildx command has held its lock for more than ${Math.round(limitMs / 1000)} seconds. Nothing was changed.`,
    remedy: 'Wait until that command has ended, then try again.',
  });
}
