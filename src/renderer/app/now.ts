import { useSyncExternalStore } from 'react';

interface Clock {
  readonly watch: (watcher: () => void) => () => void;
  readonly read: () => number;
}

const clocks = new Map<number, Clock>();

/** This computer's time in µs, read again every `everyMs`; all users of one interval tick together. */
export function useNow(everyMs: number): number {
  const clock = clockOf(everyMs);
  return useSyncExternalStore(clock.watch, clock.read);
}

function clockOf(everyMs: number): Clock {
  const known = clocks.get(everyMs);
  if (known !== undefined) return known;
  const watchers = new Set<() => void>();
  let now = Date.now() * 1000;
  let timer: ReturnType<typeof setInterval> | undefined;
  const clock: Clock = {
    read: () => now,
    watch: (watcher) => {
      watchers.add(watcher);
      if (timer === undefined) {
        now = Date.now() * 1000;
        timer = setInterval(() => {
          now = Date.now() * 1000;
          for (const each of watchers) each();
        }, everyMs);
      }
      return () => {
        watchers.delete(watcher);
        if (watchers.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
  };
  clocks.set(everyMs, clock);
  return clock;
}
