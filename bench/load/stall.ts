import { closeSync, openSync, readSync } from 'node:fs';

/** How long a thread kept others waiting, in milliseconds. */
export interface Stall {
  /** The longest wait, and the wait that 1 in 100 was above, by the clock. */
  readonly longest: number;
  readonly p99: number;
  /**
   * The longest wait without the time in which the thread could have run and had no processor: what it takes itself, calls of the system
   * that it waits for included. The same as `longest` where the system does not tell.
   */
  readonly held: number;
  readonly ticks: number;
}

/** Watches the event loop of this thread by a tick a millisecond. */
export function watchStall(): { end(): Stall } {
  const queued = openQueued();
  const waits: number[] = [];
  let held = 0;
  let last = performance.now();
  let lastQueued = queued.milliseconds();
  let timer = setTimeout(tick, 1);
  function tick(): void {
    const now = performance.now();
    const inQueue = queued.milliseconds();
    const wait = Math.max(0, now - last - 1);
    waits.push(wait);
    held = Math.max(held, wait - (inQueue - lastQueued));
    last = now;
    lastQueued = inQueue;
    timer = setTimeout(tick, 1);
  }
  return {
    end() {
      clearTimeout(timer);
      queued.close();
      const sorted = waits.toSorted((a, b) => a - b);
      return {
        longest: sorted.at(-1) ?? 0,
        p99: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
        held,
        ticks: sorted.length,
      };
    },
  };
}

/** How long this thread has waited for a processor so far: the second number of its file (Linux Documentation/scheduler/sched-stats.rst). */
function openQueued(): { milliseconds(): number; close(): void } {
  if (process.platform !== 'linux') return { milliseconds: () => 0, close() {} };
  const file = openSync('/proc/thread-self/schedstat', 'r');
  const text = Buffer.alloc(128);
  return {
    milliseconds: () => Number(text.toString('latin1', 0, readSync(file, text, 0, text.length, 0)).split(' ')[1]) / 1e6,
    close: () => closeSync(file),
  };
}
