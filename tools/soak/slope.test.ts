import { expect, it } from 'vitest';
import { isFlat, trendOf } from './slope.ts';

const points = (values: readonly number[]) => values.map((value, index) => ({ at: index / 10, value }));

it('a line has its own slope', () => {
  expect(trendOf(points([1, 2, 3, 4]))).toMatchObject({ first: 1, last: 4, middle: 2.5 });
  expect(trendOf(points([1, 2, 3, 4])).slope).toBeCloseTo(10);
  expect(trendOf(points([1, 2, 3, 4])).growth).toBeCloseTo(3);
});

it('one odd sample does not turn it', () => {
  expect(trendOf(points([5, 5, 5, 500, 5, 5, 5])).slope).toBe(0);
});

it('what grows beyond both tolerances is not flat', () => {
  const trend = trendOf(points([100, 110, 120, 130]));
  expect(isFlat(trend, { absolute: 29, share: 0.2 })).toBe(false);
  expect(isFlat(trend, { absolute: 31, share: 0.2 })).toBe(true);
  expect(isFlat(trend, { absolute: 0, share: 0.3 })).toBe(true);
  expect(isFlat(trendOf(points([130, 120, 110])), { absolute: 0, share: 0 })).toBe(true);
});
