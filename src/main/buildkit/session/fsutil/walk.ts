import { readlinkSync } from 'node:fs';
import { openFileStat, type ReadFileStat } from './file-stat.ts';
import { type Filter, type FolderMatches, NO_MATCHES, type Verdict } from './filter.ts';
import { GoMode, goModeOf } from './go-mode.ts';
import { fsPath, textOfBytes, toSlash } from './names.ts';
import { type FolderEntry, inRoot, isForbidden, isGone, readFolder } from './tree.ts';
import type { Stat } from './wire.ts';
import type { Xattrs } from './xattr.ts';

/** A folder on the way down. */
interface Level {
  readonly path: string;
  readonly entries: readonly FolderEntry[];
  next: number;
  readonly matches: FolderMatches;
  /** False until something below it is sent, if it does not match itself. */
  sent: boolean;
}

interface Source {
  readonly root: string;
  /** The first name of each file with several. */
  readonly seen: Map<string, string>;
  readonly read: ReadFileStat;
  readonly xattrs: Xattrs | undefined;
}

/**
 * Walks a tree in the order that fsutil wants (depth first, names by their bytes) and yields what is to be sent. Files that vanish
 * meanwhile are left out; a folder that may not be read ends the walk with an error, unless it would not be sent itself.
 */
export function* walkTree(root: string, filter: Filter, xattrs?: Xattrs): Generator<Stat, void, undefined> {
  const seen = new Map<string, string>();
  const source = { root, seen, read: openFileStat(), xattrs };
  const levels: Level[] = [{ path: '', entries: readFolder(root), next: 0, matches: NO_MATCHES, sent: true }];
  for (let level = levels[0]; level; level = levels.at(-1)) {
    const entry = level.entries[level.next++];
    if (!entry) {
      levels.pop();
      continue;
    }
    const path = level.path === '' ? entry.name : `${level.path}/${entry.name}`;
    const [verdict, matches] = entry.isDirectory
      ? filter.folder(path, level.matches)
      : [filter.file(path, level.matches), NO_MATCHES];
    if (verdict === 'prune') continue;
    if (verdict === 'send') {
      const stat = statOf(source, path);
      if (!stat) continue;
      // A folder that was sent came after those that it lies in.
      if (!level.sent) yield* unsentParents(source, levels);
      yield stat;
    }
    const entries = entry.isDirectory ? readBelow(root, path, verdict) : undefined;
    if (entries) levels.push({ path, entries, next: 0, matches, sent: verdict === 'send' });
  }
}

function* unsentParents(source: Source, levels: readonly Level[]): Generator<Stat, void> {
  for (const parent of levels) {
    if (parent.sent) continue;
    parent.sent = true;
    const stat = statOf(source, parent.path);
    if (stat) yield stat;
  }
}

function readBelow(root: string, path: string, verdict: Verdict): readonly FolderEntry[] | undefined {
  try {
    return readFolder(inRoot(root, path));
  } catch (error) {
    if (isGone(error) || (verdict === 'skip' && isForbidden(error))) return undefined;
    throw error;
  }
}

/** Undefined if it is gone. */
function statOf({ root, seen, read, xattrs }: Source, path: string): Stat | undefined {
  try {
    const full = inRoot(root, path);
    const stats = read(full);
    const mode = goModeOf(stats.mode);
    const isFolder = (mode & GoMode.dir) !== 0;
    const isDevice = (mode & GoMode.device) !== 0;
    return {
      path,
      mode,
      size: isFolder ? 0n : stats.size,
      modTime: stats.modTime,
      linkname: (mode & GoMode.symlink) !== 0 ? linkText(full) : isFolder ? '' : firstName(stats.inode, path, seen),
      devMajor: isDevice ? stats.major : 0,
      devMinor: isDevice ? stats.minor : 0,
      xattrs: xattrs?.read(full) ?? [],
    };
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/**
 * The name under which a hard-linked file was sent before. Its real size is sent all the same, or the daemon sees a change each time.
 * Go's client looks at the inode alone, and takes files of two file systems for one.
 */
function firstName(inode: string, path: string, seen: Map<string, string>): string {
  if (inode === '' || process.platform === 'win32') return '';
  const first = seen.get(inode);
  if (first === undefined) seen.set(inode, path);
  return first ?? '';
}

function linkText(path: string): string {
  const target = readlinkSync(fsPath(path));
  if (target.includes('\uFFFD')) return textOfBytes(readlinkSync(fsPath(path), { encoding: 'buffer' }));
  return toSlash(target);
}
