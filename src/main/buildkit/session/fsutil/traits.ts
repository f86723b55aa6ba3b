import { readlinkSync } from 'node:fs';
import { type FileStat, openFileStat } from './file-stat.ts';
import { GoMode, goModeOf } from './go-mode.ts';
import { fsPath, textOfBytes, toSlash } from './names.ts';
import { openXattrs, type Xattr } from './xattr.ts';

/** What a file, folder or link is, without its name and content. */
export interface Traits extends Omit<FileStat, 'mode'> {
  /** Bits of Go's os.FileMode. */
  readonly mode: number;
  /** Where a link leads; empty for all else. */
  readonly target: string;
  readonly xattrs: readonly Xattr[];
}

const NONE: readonly Xattr[] = [];

/** @throws Error with `code`, such as ENOENT */
export function readTraits(path: string): Traits {
  const { mode: bits, size, modTime, inode, major, minor } = openFileStat()(path);
  const mode = goModeOf(bits);
  return {
    mode,
    size,
    modTime,
    inode,
    major,
    minor,
    target: (mode & GoMode.symlink) !== 0 ? linkText(path) : '',
    xattrs: openXattrs()?.read(path) ?? NONE,
  };
}

function linkText(path: string): string {
  const target = readlinkSync(fsPath(path));
  if (target.includes('\uFFFD')) return textOfBytes(readlinkSync(fsPath(path), { encoding: 'buffer' }));
  return toSlash(target);
}
