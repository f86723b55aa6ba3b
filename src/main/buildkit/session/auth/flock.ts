import { closeSync, constants, openSync } from 'node:fs';
import { constants as os } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

const LOCK_EX = 2;
const LOCK_NB = 4;
const PAUSE_MS = 20;

/**
 * Runs `change` while holding flock(2) on a file, as gofrs/flock takes it in Go's clients. Whoever holds it does so for a moment; after
 * `limitMs` it is done without. So it is on Windows, and where the file cannot be made: Go's client goes on then, too.
 */
export async function withFlock<T>(path: string, limitMs: number, change: () => T): Promise<T> {
  const release = await acquire(path, limitMs).catch(() => undefined);
  try {
    return change();
  } finally {
    release?.();
  }
}

async function acquire(path: string, limitMs: number): Promise<(() => void) | undefined> {
  if (process.platform === 'win32') return undefined;
  const { default: koffi } = await import('koffi');
  const flock = koffi.load(null).func('int flock(int fd, int operation)') as (fd: number, operation: number) => number;
  const file = openSync(path, constants.O_RDONLY | constants.O_CREAT, 0o600);
  const until = performance.now() + limitMs;
  while (flock(file, LOCK_EX | LOCK_NB) !== 0) {
    const error = koffi.errno();
    const busy = error === os.errno.EWOULDBLOCK || error === os.errno.EAGAIN || error === os.errno.EINTR;
    if (!busy || performance.now() >= until) {
      closeSync(file);
      return undefined;
    }
    await delay(PAUSE_MS);
  }
  return () => closeSync(file);
}
