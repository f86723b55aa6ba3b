import { closeSync, constants, openSync } from 'node:fs';
import { constants as os } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { cLibrary } from './c-library.ts';

const LOCK_EX = 2;
const LOCK_NB = 4;
const PAUSE_MS = 20;

/**
 * flock(2) on a file, which is made if it is not there, without waiting: as gofrs/flock takes it in Go's clients. Gives the open file, whose
 * closing lets it go; undefined on Windows, where there is no such lock.
 *
 * @throws Error when the file cannot be opened
 */
export function lockFile(path: string): number | 'busy' | undefined {
  if (process.platform === 'win32') return undefined;
  const { library, errno } = cLibrary();
  const flock = library.func('int flock(int fd, int operation)') as (fd: number, operation: number) => number;
  const file = openSync(path, constants.O_RDONLY | constants.O_CREAT, 0o600);
  for (;;) {
    if (flock(file, LOCK_EX | LOCK_NB) === 0) return file;
    const error = errno();
    if (error === os.errno.EINTR) continue;
    closeSync(file);
    if (error === os.errno.EWOULDBLOCK || error === os.errno.EAGAIN) return 'busy';
    throw new Error(`flock failed with error number ${error}`);
  }
}

/**
 * Runs `change` while holding the lock. Whoever else holds it does so for a moment; after `limitMs` it is done without. So it is where there
 * is no lock to be had: Go's client goes on then, too.
 */
export async function withFlock<T>(path: string, limitMs: number, change: () => T): Promise<T> {
  const until = performance.now() + limitMs;
  let held = tryLock(path);
  while (held === 'busy' && performance.now() < until) {
    await delay(PAUSE_MS);
    held = tryLock(path);
  }
  try {
    return change();
  } finally {
    if (typeof held === 'number') closeSync(held);
  }
}

function tryLock(path: string): number | 'busy' | undefined {
  try {
    return lockFile(path);
  } catch {
    return undefined;
  }
}
