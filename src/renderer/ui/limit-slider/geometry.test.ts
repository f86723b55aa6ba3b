import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clampLimit, largestFree, ticksOf, valueAfterKey, valueAt, withoutCollisions, zonesOf } from './geometry.ts';
import { CPU_SCALE, inUnits, MEMORY_SCALE, readUnits } from './scales.ts';

const GB = 1024 ** 3;
const ground = { machine: 32 * GB, available: 24 * GB, reserved: 2 * GB, others: 12 * GB };

test('others lie down from the reserve to the left, then the reserve, then what cannot be had', () => {
  expect(zonesOf(ground)).toEqual([
    { kind: 'others', from: 10 * GB, to: 22 * GB },
    { kind: 'reserved', from: 22 * GB, to: 24 * GB },
    { kind: 'impossible', from: 24 * GB, to: 32 * GB },
  ]);
  expect(zonesOf({ machine: 8, available: 8, reserved: 0, others: 0 })).toEqual([]);
});

test('others that claim more than there is end at zero', () => {
  expect(zonesOf({ ...ground, others: 99 * GB })[0]).toEqual({ kind: 'others', from: 0, to: 22 * GB });
});

test('End goes to the most that overlaps with nobody, on a step, or to what the host leaves', () => {
  expect(largestFree(ground, MEMORY_SCALE)).toBe(10 * GB);
  expect(largestFree({ ...ground, others: 12.3 * GB }, MEMORY_SCALE)).toBe(9.5 * GB);
  expect(largestFree({ ...ground, others: 23 * GB }, MEMORY_SCALE)).toBe(22 * GB);
});

test('keys step, page and jump', () => {
  const facts = { ground, scale: MEMORY_SCALE, page: 4 * GB };
  expect(valueAfterKey('ArrowRight', false, 8 * GB, facts)).toBe(8.5 * GB);
  expect(valueAfterKey('ArrowLeft', true, 8 * GB, facts)).toBe(6 * GB);
  expect(valueAfterKey('PageUp', false, 8 * GB, facts)).toBe(12 * GB);
  expect(valueAfterKey('Home', false, 8 * GB, facts)).toBe(GB / 4);
  expect(valueAfterKey('End', false, 8 * GB, facts)).toBe(10 * GB);
  expect(valueAfterKey('PageUp', false, 23 * GB, facts)).toBe(24 * GB);
  expect(valueAfterKey('a', false, 8 * GB, facts)).toBeUndefined();
});

test('wherever the pointer is, the value can be had and lies on a step unless it is free', () => {
  fc.assert(
    fc.property(fc.double({ min: -0.5, max: 1.5, noNaN: true }), fc.boolean(), (share, free) => {
      const value = valueAt(share, { ground, scale: MEMORY_SCALE, width: 860, free });
      expect(value).toBe(clampLimit(value, ground, MEMORY_SCALE));
      if (!free) expect(value).toBe(MEMORY_SCALE.snap(value));
    }),
  );
});

test('a pointer within 4 px of a major tick is on it', () => {
  const share = (8 * GB) / ground.machine;
  expect(valueAt(share + 3.5 / 860, { ground, scale: MEMORY_SCALE, width: 860, free: false })).toBe(8 * GB);
});

test('majors have room for their numbers at any width', () => {
  for (const width of [220, 480, 860, 1400]) {
    for (const machine of [1.9, 15.5, 24, 125.6, 1007]) {
      const majors = ticksOf(machine * GB, MEMORY_SCALE, width).filter((tick) => tick.major);
      expect(majors[0]?.value).toBe(0);
      expect(width / (machine / (((majors[1]?.value ?? machine * GB) as number) / GB))).toBeGreaterThanOrEqual(48);
    }
  }
});

test('number boxes read what people type', () => {
  expect(readUnits('12', MEMORY_SCALE)).toBe(12 * GB);
  expect(readUnits(' 1,5 gb ', MEMORY_SCALE)).toBe(1.5 * GB);
  expect(readUnits('.5', CPU_SCALE)).toBe(0.5);
  expect(readUnits('0', CPU_SCALE)).toBeUndefined();
  expect(readUnits('4x', CPU_SCALE)).toBeUndefined();
  expect(inUnits(1.25 * GB, MEMORY_SCALE)).toBe('1.25');
});

test('of labels that touch, the more important stays', () => {
  const labels = [
    { id: 'use', left: 0, width: 60 },
    { id: 'others', left: 50, width: 100 },
    { id: 'reserved', left: 160, width: 80 },
  ];
  expect(withoutCollisions(labels, 8).map(({ id }) => id)).toEqual(['use', 'reserved']);
});
