import { type Filter, type FolderMatches, NO_MATCHES, type Verdict } from './filter.ts';
import { GoMode } from './go-mode.ts';
import { readTraits } from './traits.ts';
import { type FolderEntry, inRoot, isForbidden, isGone, readFolder } from './tree.ts';
import type { Stat } from './wire.ts';

/** A folder on the way down. */
interface Level {
  readonly path: string;
  /** Of the folder itself; the root, which is not sent, has none. */
  readonly entry: FolderEntry | undefined;
  readonly entries: readonly FolderEntry[];
  next: number;
  readonly matches: FolderMatches;
  /** False until something below it is sent, if it does not match itself. */
  sent: boolean;
}

export interface WalkOptions {
  /** The entries of a folder, given relative to the root; read from the disk unless told otherwise. */
  readonly folder?: (path: string) => readonly FolderEntry[];
  /** Leaves what was read of each entry in it. */
  readonly keep?: boolean;
}

interface Source extends Required<WalkOptions> {
  readonly root: string;
  /** The first name of each file with several. */
  readonly seen: Map<string, string>;
}

/**
 * Walks a tree in the order that fsutil wants (depth first, names by their bytes) and yields what is to be sent. Files that vanish
 * meanwhile are left out; a folder that may not be read ends the walk with an error, unless it would not be sent itself.
 */
export function* walkTree(root: string, filter: Filter, options: WalkOptions = {}): Generator<Stat, void, undefined> {
  const { folder = (path) => readFolder(inRoot(root, path)), keep = false } = options;
  const source: Source = { root, seen: new Map(), folder, keep };
  const entries = folder('');
  const levels: Level[] = [{ path: '', entry: undefined, entries, next: 0, matches: NO_MATCHES, sent: true }];
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
      const stat = statOf(source, path, entry);
      if (!stat) continue;
      // A folder that was sent came after those that it lies in.
      if (!level.sent) yield* unsentParents(source, levels);
      yield stat;
    }
    const below = entry.isDirectory ? entriesBelow(source, path, verdict) : undefined;
    if (below) levels.push({ path, entry, entries: below, next: 0, matches, sent: verdict === 'send' });
  }
}

function* unsentParents(source: Source, levels: readonly Level[]): Generator<Stat, void> {
  for (const parent of levels) {
    if (parent.sent || !parent.entry) continue;
    parent.sent = true;
    const stat = statOf(source, parent.path, parent.entry);
    if (stat) yield stat;
  }
}

function entriesBelow({ folder }: Source, path: string, verdict: Verdict): readonly FolderEntry[] | undefined {
  try {
    return folder(path);
  } catch (error) {
    if (isGone(error) || (verdict === 'skip' && isForbidden(error))) return undefined;
    throw error;
  }
}

/** Undefined if it is gone. */
function statOf({ root, seen, keep }: Source, path: string, entry: FolderEntry): Stat | undefined {
  try {
    const traits = entry.traits ?? readTraits(inRoot(root, path));
    if (keep) entry.traits = traits;
    const { mode, size, modTime, inode, major, minor, target, xattrs } = traits;
    const isFolder = (mode & GoMode.dir) !== 0;
    const isDevice = (mode & GoMode.device) !== 0;
    return {
      path,
      mode,
      size: isFolder ? 0n : size,
      modTime,
      linkname: (mode & GoMode.symlink) !== 0 ? target : isFolder ? '' : firstName(inode, path, seen),
      devMajor: isDevice ? major : 0,
      devMinor: isDevice ? minor : 0,
      xattrs,
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
