import { expect, test } from 'vitest';
import { fillMarked, tableOf } from './markdown.ts';

const result = { measure: 'upload', ours: 1.234, peer: 2, unit: 's', ratio: 0.617, low: 0.6, high: 0.65, pairs: 9 };

test('a row a measure, in line', () => {
  expect(tableOf([result])).toBe(
    [
      '| Measure  | Slipway | buildx | Ratio | 90 % interval | Pairs |',
      '| -------- | ------- | ------ | ----- | ------------- | ----- |',
      '| `upload` | 1.23 s  | 2.00 s | 0.62  | 0.60 to 0.65  | 9     |',
    ].join('\n'),
  );
  expect(() => tableOf([])).toThrow('no results');
});

test('a measure without a peer has figures of ours alone', () => {
  const stall = { measure: 'stall', ours: 9.5, peer: null, unit: 'ms', ratio: null, low: 8, high: 12.25, pairs: 9 };
  expect(tableOf([result, stall]).split('\n').at(-1)).toBe(
    '| `stall`  | 9.50 ms | none   | none  | 8.00 to 12.25 ms | 9     |',
  );
});

test('the marked place is filled, again and again the same', () => {
  const text = 'before\n\n<!-- bench:begin -->\n\nold\n\n<!-- bench:end -->\n\nafter\n';
  const filled = fillMarked(text, 'new');
  expect(filled).toBe('before\n\n<!-- bench:begin -->\n\nnew\n\n<!-- bench:end -->\n\nafter\n');
  expect(fillMarked(filled, 'new')).toBe(filled);
  expect(() => fillMarked('nothing', 'new')).toThrow('no place');
});
