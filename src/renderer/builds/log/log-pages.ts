import type { LogLine } from '../../../shared/contract/index.ts';

/** Lines a request asks for. */
export const PAGE = 500;
/** Pages that are kept: enough for scrolling back and forth, little enough for a log of a million lines. */
const KEPT = 24;

export type FetchLines = (
  from: number,
  count: number,
) => Promise<{ readonly lines: readonly LogLine[]; readonly total: number }>;

/**
 * The pages of a log that are or were in view. A line never changes once it is there, so only a page that was not full is
 * asked for again when the log grows. Lives as long as a view of the log.
 */
export interface LogPages {
  line(index: number): LogLine | undefined;
  /** Asks for what is missing of the lines `from` to `to` (not included) of a log of `total` lines. */
  want(from: number, to: number, total: number): void;
  watch(watcher: () => void): () => void;
  /** Counts the changes, for `useSyncExternalStore`. */
  version(): number;
  /** The last request failed; asking again clears it. */
  failed(): boolean;
}

export function createLogPages(fetchLines: FetchLines): LogPages {
  const pages = new Map<number, readonly LogLine[]>();
  const asked = new Set<number>();
  const watchers = new Set<() => void>();
  let version = 0;
  let failed = false;

  const changed = () => {
    version += 1;
    for (const watcher of watchers) watcher();
  };

  const ask = async (page: number) => {
    asked.add(page);
    try {
      const { lines } = await fetchLines(page * PAGE, PAGE);
      pages.delete(page);
      pages.set(page, lines);
      for (const oldest of pages.keys()) {
        if (pages.size <= KEPT) break;
        pages.delete(oldest);
      }
      failed = false;
    } catch {
      failed = true;
    } finally {
      asked.delete(page);
      changed();
    }
  };

  return {
    line: (index) => pages.get(Math.floor(index / PAGE))?.[index % PAGE],
    want(from, to, total) {
      for (let page = Math.floor(from / PAGE); page * PAGE < Math.min(to, total); page += 1) {
        const have = pages.get(page);
        const full = Math.min(PAGE, total - page * PAGE);
        if ((have === undefined || have.length < full) && !asked.has(page)) void ask(page);
      }
    },
    watch(watcher) {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    version: () => version,
    failed: () => failed,
  };
}
