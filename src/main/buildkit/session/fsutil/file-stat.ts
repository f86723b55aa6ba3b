import { lstatSync } from 'node:fs';
import { cLibrary, cPath, systemError } from '../c-library.ts';
import { fsPath } from './names.ts';

/** What is sent of a file, folder or link itself. */
export interface FileStat {
  /** `st_mode`. */
  readonly mode: number;
  readonly size: bigint;
  /** Nanoseconds since 1970. */
  readonly modTime: bigint;
  /** The same for all names of a file; empty where it has only one. */
  readonly inode: string;
  /** Of a device. */
  readonly major: number;
  readonly minor: number;
}

/** @throws Error with `code`, such as ENOENT */
export type ReadFileStat = (path: string) => FileStat;

let opened: ReadFileStat | undefined;

/** By the C library on Linux, elsewhere with Node. */
export function openFileStat(): ReadFileStat {
  opened ??= (process.platform === 'linux' ? byStatx() : undefined) ?? statWithNode;
  return opened;
}

const AT_FDCWD = -100;
const AT_SYMLINK_NOFOLLOW = 0x100;
const STATX_BASIC_STATS = 0x7ff;
const SECOND = 1_000_000_000n;

/**
 * Node gives nanoseconds only as one of 18 bigints, which makes half of the garbage of a walk. The structure is the same on all kinds of
 * Linux (torvalds/linux include/uapi/linux/stat.h); those that Electron runs on are little-endian. Undefined where the C library has no such call.
 */
function byStatx(): ReadFileStat | undefined {
  const { library, errno } = cLibrary();
  let statx: (folder: number, path: Buffer, flags: number, mask: number, into: Buffer) => number;
  try {
    statx = library.func('int statx(int folder, const uint8_t *path, int flags, uint32_t mask, uint8_t *into)');
  } catch {
    return undefined;
  }
  const into = Buffer.alloc(256);
  return (path) => {
    if (statx(AT_FDCWD, cPath(path), AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, into) !== 0) {
      throw systemError('lstat', path, errno());
    }
    const inode =
      into.readUInt32LE(16) > 1
        ? `${into.readUInt32LE(136)}:${into.readUInt32LE(140)}:${into.readBigUInt64LE(32)}`
        : '';
    return {
      mode: into.readUInt16LE(28),
      size: into.readBigUInt64LE(40),
      modTime: into.readBigInt64LE(112) * SECOND + BigInt(into.readUInt32LE(120)),
      inode,
      major: into.readUInt32LE(128),
      minor: into.readUInt32LE(132),
    };
  };
}

export function statWithNode(path: string): FileStat {
  const stats = lstatSync(fsPath(path), { bigint: true });
  return {
    mode: Number(stats.mode),
    size: stats.size,
    modTime: stats.mtimeNs,
    inode: stats.nlink > 1n ? `${stats.dev}:${stats.ino}` : '',
    major: Number((stats.rdev >> 8n) & 0xfffn),
    minor: Number((stats.rdev & 0xffn) | ((stats.rdev >> 12n) & 0xfff00n)),
  };
}
