import { lutimesSync } from 'node:fs';
import { getSystemErrorName } from 'node:util';
import { cLibrary } from '../c-library.ts';
import { bytesOfText, fsPath } from './names.ts';

/** What Node cannot do, or not exactly, with files. */
export interface Posix {
  /** Sets the time of a change of a file, folder or link itself, in nanoseconds since 1970. */
  setTime(path: string, time: bigint): void;
  /** @throws Error where there are none, or why it cannot be made */
  makePipe(path: string, mode: number): void;
}

const AT_FDCWD = -100;
const AT_SYMLINK_NOFOLLOW = 0x100;
const SECOND = 1_000_000_000n;

let opened: Posix | undefined;

/** By the C library on Linux; elsewhere with what Node has: microseconds, and no pipes. */
export function openPosix(): Posix {
  opened ??= process.platform === 'linux' ? load() : PLAIN;
  return opened;
}

function load(): Posix {
  const { library, errno } = cLibrary();
  // A timespec is two numbers of 64 bits on every Linux that Electron runs on.
  const utimensat = library.func('int utimensat(int folder, const uint8_t *path, const int64_t *times, int flags)');
  const mkfifo = library.func('int mkfifo(const uint8_t *path, uint32_t mode)');
  const times = new BigInt64Array(4);
  return {
    setTime(path, time) {
      const part = ((time % SECOND) + SECOND) % SECOND;
      times[0] = times[2] = (time - part) / SECOND;
      times[1] = times[3] = part;
      if (utimensat(AT_FDCWD, terminated(path), times, AT_SYMLINK_NOFOLLOW) !== 0) throw failure(errno(), path);
    },
    makePipe(path, mode) {
      if (mkfifo(terminated(path), mode) !== 0) throw failure(errno(), path);
    },
  };
}

const PLAIN: Posix = {
  setTime(path, time) {
    const seconds = Number(time / 1000n) / 1_000_000;
    lutimesSync(fsPath(path), seconds, seconds);
  },
  makePipe(path) {
    throw new Error(`${path} is a pipe, which Slipway does not make on this system.`);
  },
};

function terminated(path: string): Buffer {
  return Buffer.concat([bytesOfText(path), Buffer.alloc(1)]);
}

function failure(errno: number, path: string): Error {
  const code = getSystemErrorName(-errno);
  return Object.assign(new Error(`${code}: ${path}`), { code });
}
