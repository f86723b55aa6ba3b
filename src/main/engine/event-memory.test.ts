import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createEventMemory } from './event-memory.ts';
import type { StampedEvent } from './event-parse.ts';

const SECOND = 1_000_000_000n;
function stamped(nanos: bigint, id = 'x'): StampedEvent {
  return {
    nanos,
    event: { type: 'container', action: 'start', id, name: id, attributes: {}, at: Number(nanos / 1000n) },
  };
}

it('asks from a second before the newest, whatever the order, but not from before the first', () => {
  const memory = createEventMemory();
  expect(memory.since()).toBeUndefined();
  memory.isNew(stamped(2n * SECOND));
  expect(memory.since()).toBe('2.000000000');
  for (const nanos of [5n * SECOND + 7n, 4n * SECOND]) memory.isNew(stamped(nanos));
  expect(memory.since()).toBe('4.000000007');
  memory.clear();
  expect(memory.since()).toBeUndefined();
});

it('tells each event once when a gap is read again', () => {
  const times = fc.array(fc.tuple(fc.bigInt({ min: 0n, max: 3n * SECOND }), fc.constantFrom('a', 'b')), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(times, fc.nat(60), (events, cut) => {
      const memory = createEventMemory();
      const distinct = new Map(events.map(([nanos, id]) => [`${nanos} ${id}`, stamped(nanos, id)]));
      const all = [...distinct.values()];
      const first = all.slice(0, cut).filter((event) => memory.isNew(event));
      const again = all.filter((event) => memory.isNew(event));
      expect([...first, ...again].sort(byTime)).toEqual([...all].sort(byTime));
    }),
  );
});

it('remembers as many as the Engine does, no more', () => {
  const memory = createEventMemory();
  for (let n = 0n; n < 300n; n += 1n) memory.isNew(stamped(n));
  expect(memory.isNew(stamped(299n))).toBe(false);
  expect(memory.isNew(stamped(0n))).toBe(true);
});

function byTime(a: StampedEvent, b: StampedEvent): number {
  return Number(a.nanos - b.nanos) || a.event.id.localeCompare(b.event.id);
}
