import { closeSync, constants, openSync } from 'node:fs';
import { constants as os } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

const LOCK_EX = 2;
const LOCK_NB = 4;
const PAUSE_MS = 20;

/**
 * flock(2) on a file, which is made if it is not there, without waiting: as gofrs/flock takes it in Go's clients. Gives the open file, whose
 * closing lets it go; undefined on Windows, where there is no such lock.
 *
 * @throws Error when the file cannot be opened
 */
export async function lockFile(path: string): Promise<number | 'busy' | undefined> {
  if (process.platform === 'win32') return undefined;
  const { default: koffi } = await import('koffi');
  const flock = koffi.load(null).func('int flock(int fd, int operation)') as (fd: number, operation: number) => number;
  const file = openSync(path, constants.O_RDONLY | constants.O_CREAT, 0o600);
  for (;;) {
    if (flock(file, LOCK_EX | LOCK_NB) === 0) return file;
    const error = koffi.errno();
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
  let held = await lockFile(path).catch(() => undefined);
  while (held === 'busy' && performance.now() < until) {
    await delay(PAUSE_MS);
    held = await lockFile(path).catch(() => undefined);
  }
  try {
    return change();
  } finally {
    if (typeof held === 'number') closeSync(held);
  }
}
