import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LINE_HEIGHT, scrollMap } from './scroll-map.ts';

test('a short log scrolls px by px', () => {
  const map = scrollMap(1000, 400);
  expect(map.height).toBe(1000 * LINE_HEIGHT);
  expect(map.toLog(123)).toBe(123);
});

test('top and end are reached and positions map back, for any length', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20_000_000 }),
      fc.integer({ min: 50, max: 2000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (lines, view, share) => {
        const map = scrollMap(lines, view);
        const last = Math.max(0, lines * LINE_HEIGHT - view);
        expect(map.height).toBeLessThanOrEqual(12_000_000);
        expect(map.toLog(0)).toBe(0);
        expect(map.toLog(Math.max(0, map.height - view))).toBeCloseTo(last, 3);
        expect(map.toLog(map.toScroll(last * share))).toBeCloseTo(last * share, 3);
      },
    ),
  );
});
