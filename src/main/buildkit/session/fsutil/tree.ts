import { readdirSync } from 'node:fs';
import { bytesOfText, fsPath, textOfBytes } from './names.ts';
import type { Traits } from './traits.ts';

/** Compares as UTF-8 bytes would, which is not JavaScript's order beyond U+D7FF (fsutil validator.go wants bytes). */
export function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left === right) continue;
    return isSurrogate(left) || isSurrogate(right) ? Buffer.compare(bytesOfText(a), bytesOfText(b)) : left - right;
  }
  return a.length - b.length;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xe000;
}

/** A path on this machine, as text, for one that is relative to a root with `/`; node:fs needs `fsPath` of it. */
export function inRoot(root: string, path: string): string {
  return path === '' || path === '.' ? root : `${root}/${path}`;
}

export interface FolderEntry {
  readonly name: string;
  readonly isDirectory: boolean;
  /** What it is, where that was read before. */
  traits?: Traits;
}

/** A folder's entries in the order in which they are sent. */
export function readFolder(path: string): FolderEntry[] {
  return entriesOf(fsPath(path)).sort((a, b) => compareBytes(a.name, b.name));
}

function entriesOf(path: string | Buffer): FolderEntry[] {
  const entries = readdirSync(path, { withFileTypes: true });
  // The sign for what could not be decoded: look at the bytes.
  if (entries.some(({ name }) => name.includes('\uFFFD'))) {
    return readdirSync(path, { withFileTypes: true, encoding: 'buffer' }).map((entry) => ({
      name: textOfBytes(entry.name),
      isDirectory: entry.isDirectory(),
    }));
  }
  return entries.map((entry) => ({ name: entry.name, isDirectory: entry.isDirectory() }));
}

/** The file is gone, or a part of its path is not a folder any more: it is left out. */
export function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

export function isForbidden(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM');
}
