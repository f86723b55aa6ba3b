import { describe, expect, it } from 'vitest';
import { median, summarise } from './interval.ts';

describe('median', () => {
  it('is the middle, or the mean of the two in the middle', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(() => median([])).toThrow();
  });
});

describe('summarise', () => {
  // Known ranks of the distribution-free interval for a median: n = 9 gives 2nd to 8th (96 %), n = 5 all (94 %),
  // n = 15 gives 4th to 12th (96 %; 5th to 11th would be 88 %).
  it.each([
    [4, 1, 4],
    [5, 1, 5],
    [9, 2, 8],
    [15, 4, 12],
  ])('of %i values goes from rank %i to rank %i', (count, low, high) => {
    const ranks = Array.from({ length: count }, (_, index) => count - index);
    expect(summarise(ranks)).toEqual({ median: (count + 1) / 2, low, high });
  });

  it('refuses nothing', () => {
    expect(() => summarise([])).toThrow();
  });
});
