import { readdirSync } from 'node:fs';

/** Compares as UTF-8 bytes would, which is not JavaScript's order for characters beyond U+FFFF (fsutil validator.go wants bytes). */
export function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left !== right) return order(left) - order(right);
  }
  return a.length - b.length;
}

/** Puts surrogates, which stand for characters beyond U+FFFF, behind U+E000 to U+FFFF. */
function order(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** A path on this machine for one that is relative to a root with `/`. */
export function inRoot(root: string, path: string): string {
  return path === '' || path === '.' ? root : `${root}/${path}`;
}

export interface FolderEntry {
  readonly name: string;
  readonly isDirectory: boolean;
}

/** A folder's entries in the order in which they are sent. */
export function readFolder(path: string): FolderEntry[] {
  return readdirSync(path, { withFileTypes: true })
    .map((entry) => ({ name: entry.name, isDirectory: entry.isDirectory() }))
    .sort((a, b) => compareBytes(a.name, b.name));
}

/** The file is gone, or a part of its path is not a folder any more: it is left out. */
export function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

export function isForbidden(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM');
}
