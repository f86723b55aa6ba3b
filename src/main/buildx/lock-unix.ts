import { closeSync, constants, openSync } from 'node:fs';
import { constants as os } from 'node:os';
import koffi from 'koffi';

const LOCK_EX = 2;
const LOCK_NB = 4;

type Flock = (fd: number, operation: number) => number;
let flock: Flock | undefined;

/** flock(2) of the C library that this process already has: glibc, musl and macOS alike. */
function flockFunction(): Flock {
  flock ??= koffi.load(null).func('int flock(int fd, int operation)') as Flock;
  return flock;
}

/**
 * flock(2), exclusive, not waiting. It belongs to the open file, so it also keeps two callers in one process apart, and
 * the kernel lets it go when the process ends. Opened read-only, as gofrs/flock does.
 */
export function tryLockUnix(path: string): (() => void) | undefined {
  const fd = openSync(path, constants.O_RDONLY | constants.O_CREAT, 0o600);
  let taken = false;
  try {
    const call = flockFunction();
    while (!taken) {
      if (call(fd, LOCK_EX | LOCK_NB) === 0) {
        taken = true;
      } else {
        const errno = koffi.errno();
        // EWOULDBLOCK and EAGAIN are one number on Linux and macOS.
        if (errno === os.errno.EWOULDBLOCK || errno === os.errno.EAGAIN) return undefined;
        if (errno !== os.errno.EINTR) throw new Error(`flock failed with error number ${errno}`);
      }
    }
  } finally {
    if (!taken) closeSync(fd);
  }
  return () => closeSync(fd);
}
