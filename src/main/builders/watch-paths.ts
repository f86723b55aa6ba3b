import { existsSync, type FSWatcher, watch } from 'node:fs';
import { dirname } from 'node:path';

/** How long the folders must be quiet before the listener is called, in milliseconds. */
const QUIET_MS = 100;

/**
 * Calls back when one of the paths or an entry right below one changes, appears or goes. A path that does not exist is
 * waited for at its nearest parent that does. `paths` is asked anew after each change, since new folders may bring more.
 */
export function watchPaths(
  paths: () => readonly string[],
  onChange: () => void,
  { signal }: { readonly signal: AbortSignal },
): void {
  const watchers = new Map<string, FSWatcher>();
  let timer: NodeJS.Timeout | undefined;

  function settle(): void {
    if (signal.aborted) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      arrange();
      onChange();
    }, QUIET_MS);
  }

  function arrange(): void {
    const wanted = new Set(paths().map(nearest));
    for (const [path, watcher] of watchers) {
      if (wanted.has(path)) continue;
      watcher.close();
      watchers.delete(path);
    }
    for (const path of wanted) {
      if (watchers.has(path)) continue;
      try {
        const watcher = watch(path, { persistent: false }, settle);
        watcher.on('error', () => {
          watcher.close();
          watchers.delete(path);
          settle();
        });
        watchers.set(path, watcher);
      } catch {
        // The folder went between the look and the watch: its parent tells.
      }
    }
  }

  signal.addEventListener('abort', () => {
    clearTimeout(timer);
    for (const watcher of watchers.values()) watcher.close();
    watchers.clear();
  });
  if (!signal.aborted) arrange();
}

function nearest(path: string): string {
  let folder = path;
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
