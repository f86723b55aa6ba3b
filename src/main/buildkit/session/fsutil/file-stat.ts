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
    statx = library.func('int statx(int folder, const void *path, int flags, uint32_t mask, void *into)');
  } catch {
    return undefined;
  }
  const into = Buffer.from(new ArrayBuffer(256));
  // Cheaper than Buffer's functions, which check what they are given.
  const view = new DataView(into.buffer);
  return (path) => {
    if (statx(AT_FDCWD, cPath(path), AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, into) !== 0) {
      throw systemError('lstat', path, errno());
    }
    const inode =
      view.getUint32(16, true) > 1
        ? `${view.getUint32(136, true)}:${view.getUint32(140, true)}:${view.getBigUint64(32, true)}`
        : '';
    return {
      mode: view.getUint16(28, true),
      size: view.getBigUint64(40, true),
      modTime: view.getBigInt64(112, true) * SECOND + BigInt(view.getUint32(120, true)),
      inode,
      major: view.getUint32(128, true),
      minor: view.getUint32(132, true),
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
