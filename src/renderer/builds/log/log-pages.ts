import type { LogLine } from '../../../shared/contract/index.ts';

/** Lines a request asks for. */
export const PAGE = 500;
/** Pages that are kept: enough for scrolling back and forth, little enough for a log of a million lines. */
const KEPT = 24;
/** Requests under way at a time: what is out of view when its turn comes need not be asked for at all. */
const MOST_ASKED = 4;

export type FetchLines = (
  from: number,
  count: number,
) => Promise<{ readonly lines: readonly LogLine[]; readonly total: number }>;

/**
 * The pages of a log that are or were in view. A line never changes once it has an end, so only a page that was not full, or
 * that has a line without an end, is asked for again when the log changes. Lives as long as a view of the log.
 */
export interface LogPages {
  line(index: number): LogLine | undefined;
  /** Line after the last that has come: the log may have more by now. */
  end(): number;
  /**
   * Asks for what is missing of the lines `from` to `to` (not included) of a log of `total` lines.
   *
   * @param state another one with each change of the log
   */
  want(from: number, to: number, total: number, state: number): void;
  watch(watcher: () => void): () => void;
  /** Counts the changes, for `useSyncExternalStore`. */
  version(): number;
  /** The last request failed; asking again clears it. */
  failed(): boolean;
}

export function createLogPages(fetchLines: FetchLines): LogPages {
  const pages = new Map<number, readonly LogLine[]>();
  const asked = new Set<number>();
  /** What the log was when a page was asked for: what that page lacks of it, asking again would not bring. */
  const states = new Map<number, string>();
  const watchers = new Set<() => void>();
  let version = 0;
  let failed = false;
  let end = 0;

  const changed = () => {
    version += 1;
    for (const watcher of watchers) watcher();
  };

  const ask = async (page: number, state: string) => {
    asked.add(page);
    states.set(page, state);
    try {
      const { lines, total } = await fetchLines(page * PAGE, PAGE);
      end = Math.min(total, Math.max(end, page * PAGE + lines.length));
      pages.delete(page);
      pages.set(page, lines);
      for (const oldest of pages.keys()) {
        if (pages.size <= KEPT) break;
        pages.delete(oldest);
        states.delete(oldest);
      }
      failed = false;
    } catch {
      states.delete(page);
      failed = true;
    } finally {
      asked.delete(page);
      changed();
    }
  };

  return {
    line: (index) => pages.get(Math.floor(index / PAGE))?.[index % PAGE],
    end: () => end,
    want(from, to, total, state) {
      const now = `${state} of ${total}`;
      for (let page = Math.floor(from / PAGE); page * PAGE < Math.min(to, total); page += 1) {
        const have = pages.get(page);
        const full = Math.min(PAGE, total - page * PAGE);
        const lacks = have === undefined || have.length < full || have.at(-1)?.open === true;
        if (lacks && states.get(page) !== now && !asked.has(page)) {
          if (asked.size >= MOST_ASKED) return;
          void ask(page, now);
        }
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
