import type { StampedEvent } from './event-parse.ts';

/** What the Engine itself keeps (moby/moby daemon/events/events.go). */
const REMEMBERED = 256;
/** Events of one moment may come in another order than their times. */
const SLACK_NANOS = 1_000_000_000n;

/**
 * Which events were told already, so that after a loss one can ask for a little more than was missed. `since` is what to
 * ask for: a second before the newest event seen, by the Engine's clock, but nothing from before the first one: that was
 * there to be listed. Undefined when none was seen.
 */
export interface EventMemory {
  since(): string | undefined;
  /** True for an event that was not told yet; it is remembered. */
  isNew(stamped: StampedEvent): boolean;
  clear(): void;
}

export function createEventMemory(): EventMemory {
  const told = new Set<string>();
  let first: bigint | undefined;
  let newest = 0n;
  return {
    since() {
      if (first === undefined) return undefined;
      const from = newest - SLACK_NANOS > first ? newest - SLACK_NANOS : first;
      return `${from / 1_000_000_000n}.${String(from % 1_000_000_000n).padStart(9, '0')}`;
    },
    isNew({ event, nanos }) {
      const key = `${nanos} ${event.type} ${event.action} ${event.id}`;
      if (told.has(key)) return false;
      told.add(key);
      first ??= nanos;
      if (nanos > newest) newest = nanos;
      // A Set keeps the order of adding: the first one is the oldest.
      const [oldest] = told;
      if (told.size > REMEMBERED && oldest !== undefined) told.delete(oldest);
      return true;
    },
    clear() {
      told.clear();
      first = undefined;
      newest = 0n;
    },
  };
}
