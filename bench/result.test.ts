import { expect, test } from 'vitest';
import { resultOf, sentenceOf } from './result.ts';

test("with a peer the ratio is the median of the pairs' ratios, not the ratio of the medians", () => {
  const pairs = [
    { ours: 1, peer: 2 },
    { ours: 3, peer: 3 },
    { ours: 2, peer: 10 },
  ];
  const result = resultOf({ name: 'upload', unit: 's' }, pairs);
  expect(result).toEqual({
    measure: 'upload',
    ours: 2,
    peer: 3,
    unit: 's',
    ratio: 0.5,
    low: 0.2,
    high: 1,
    pairs: 3,
  });
  expect(sentenceOf(result)).toBe('upload: Slipway 2.000 s, buildx 3.000 s, ratio 0.50 (0.20 to 1.00, 3 pairs)');
});

test('without a peer there is no ratio, and the interval is that of our own figures', () => {
  const pairs = [4, 1, 2].map((ours) => ({ ours, peer: null }));
  const result = resultOf({ name: 'stall', unit: 'ms' }, pairs);
  expect(result).toEqual({
    measure: 'stall',
    ours: 2,
    peer: null,
    unit: 'ms',
    ratio: null,
    low: 1,
    high: 4,
    pairs: 3,
  });
  expect(sentenceOf(result)).toBe('stall: Slipway 2.0 ms (1.0 ms to 4.0 ms, 3 rounds)');
});

test('half a measure is refused', () => {
  const pairs = [
    { ours: 1, peer: 2 },
    { ours: 1, peer: null },
  ];
  expect(() => resultOf({ name: 'upload', unit: 's' }, pairs)).toThrow('no peer');
  expect(() => resultOf({ name: 'upload', unit: 's' }, [])).toThrow();
});
