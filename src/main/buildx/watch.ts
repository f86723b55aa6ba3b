import { type FSWatcher, statSync, watch } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** The store is quiet when nothing happened for this long. */
const QUIET_MS = 60;
/** A store that is never quiet is told of all the same. */
const LONGEST_WAIT_MS = 400;
const WATCHED = ['', 'instances', 'defaults', 'activity'];

interface Watched {
  readonly inode: number;
  readonly watcher: FSWatcher;
}

/**
 * Tells of changes in a store by anybody: `current`, `instances/`, `defaults/` and `activity/`. Where a folder is not
 * there yet, the nearest one above is watched for its coming; one that is replaced is watched anew. Ends with the signal.
 */
export function watchStore(dir: string, onChange: () => void, signal: AbortSignal): void {
  if (signal.aborted) return;
  const watched = new Map<string, Watched>();
  let quiet: NodeJS.Timeout | undefined;
  let firstAt: number | undefined;

  const tell = () => {
    quiet = undefined;
    firstAt = undefined;
    // Before telling: what happens from here on is seen by the new watchers.
    arm();
    onChange();
  };
  const schedule = () => {
    if (signal.aborted) return;
    firstAt ??= performance.now();
    clearTimeout(quiet);
    quiet = setTimeout(tell, Math.max(0, Math.min(QUIET_MS, firstAt + LONGEST_WAIT_MS - performance.now())));
  };
  const arm = () => {
    const wanted = wantedFolders(dir);
    for (const [path, { inode, watcher }] of watched) {
      if (wanted.get(path)?.inode === inode) continue;
      watcher.close();
      watched.delete(path);
    }
    for (const [path, { inode, only }] of wanted) {
      if (watched.has(path)) continue;
      const watcher = open(path, only, schedule);
      if (watcher !== undefined) watched.set(path, { inode, watcher });
    }
  };

  arm();
  signal.addEventListener(
    'abort',
    () => {
      clearTimeout(quiet);
      for (const { watcher } of watched.values()) watcher.close();
      watched.clear();
    },
    { once: true },
  );
}

/** Folders to watch; above the store only for the coming, going or replacing of the one entry on the way to it. */
function wantedFolders(dir: string): Map<string, { readonly inode: number; readonly only: string | undefined }> {
  const wanted = new Map<string, { readonly inode: number; readonly only: string | undefined }>();
  for (const part of WATCHED) {
    const inode = inodeOf(join(dir, part));
    if (inode !== undefined) wanted.set(join(dir, part), { inode, only: undefined });
  }
  let child = dir;
  for (;;) {
    const parent = dirname(child);
    if (parent === child) return wanted;
    const inode = inodeOf(parent);
    if (inode !== undefined) {
      wanted.set(parent, { inode, only: basename(child) });
      return wanted;
    }
    child = parent;
  }
}

function inodeOf(path: string): number | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isDirectory() ? found.ino : undefined;
}

function open(path: string, only: string | undefined, onEvent: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(path, { persistent: false }, (_kind, name) => {
      // Locks and files on their way to their name are no change.
      if (name !== null && (only === undefined ? name === '.lock' || name.startsWith('.tmp-') : name !== only)) return;
      onEvent();
    });
    // A removed folder is an error on some systems.
    watcher.on('error', onEvent);
    return watcher;
  } catch {
    return undefined;
  }
}
