/** How long a thread kept others waiting, in milliseconds. */
export interface Stall {
  /** The longest wait, and the wait that 1 in 100 was above. */
  readonly longest: number;
  readonly p99: number;
  /**
   * The longest time that the thread itself was busy between two ticks. What the wait was longer than that, other programs
   * took the processor away.
   */
  readonly busiest: number;
  readonly ticks: number;
}

/** Watches the event loop of this thread by a tick a millisecond. */
export function watchStall(): { end(): Stall } {
  const waits: number[] = [];
  let busiest = 0;
  let last = performance.now();
  let lastBusy = busyNow();
  let timer = setTimeout(tick, 1);
  function tick(): void {
    const now = performance.now();
    const busy = busyNow();
    waits.push(Math.max(0, now - last - 1));
    busiest = Math.max(busiest, busy - lastBusy);
    last = now;
    lastBusy = busy;
    timer = setTimeout(tick, 1);
  }
  return {
    end() {
      clearTimeout(timer);
      const sorted = waits.toSorted((a, b) => a - b);
      return {
        longest: sorted.at(-1) ?? 0,
        p99: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
        busiest,
        ticks: sorted.length,
      };
    },
  };
}

/** Milliseconds of processor time that this thread has taken. */
function busyNow(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
