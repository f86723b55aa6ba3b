import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spread } from './spread.ts';

const item = fc.record({
  height: fc.integer({ min: 1, max: 200 }),
  wish: fc.option(fc.integer({ min: -500, max: 3000 }), { nil: undefined }),
});

test('cards keep their order, never overlap and never stand above the top', () => {
  fc.assert(
    fc.property(fc.array(item, { maxLength: 30 }), fc.nat(500), (items, top) => {
      const tops = spread(items, top);
      expect(tops).toHaveLength(items.length);
      for (const [index, y] of tops.entries()) {
        expect(y).toBeGreaterThanOrEqual(top);
        const next = tops[index + 1];
        if (next !== undefined) expect(next).toBeGreaterThanOrEqual(y + (items[index]?.height ?? 0) - 1e-6);
      }
    }),
  );
});

test('a card that nothing is in the way of stands where it would like to', () => {
  const items = [0, 100, 500, 730].map((wish) => ({ height: 90, wish }));
  expect(spread(items, 0)).toEqual([0, 100, 500, 730]);
});

test('cards that would like the same place stand around it', () => {
  const items = [1, 2, 3, 4].map(() => ({ height: 100, wish: 1000 }));
  expect(spread(items, 0)).toEqual([850, 950, 1050, 1150]);
  expect(spread(items, 900)).toEqual([900, 1000, 1100, 1200]);
});

test('columns of many cards that follow one another do not sink', () => {
  let before = Array.from({ length: 32 }, (_, index) => index * 200);
  for (let column = 0; column < 30; column += 1) {
    const wishes = before.map((_, index) => ((before[index] ?? 0) + (before[(index * 7) % 32] ?? 0)) / 2);
    before = [
      ...spread(
        wishes.sort((a, b) => a - b).map((wish) => ({ height: 200, wish })),
        0,
      ),
    ];
  }
  expect(before[0]).toBeLessThan(200);
  expect(before.at(-1)).toBeLessThan(33 * 200);
});
