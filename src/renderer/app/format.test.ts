import { expect, test } from 'vitest';
import { ago, clock, diskSize, exactBytes, listed, memory } from './format.ts';

const S = 1_000_000;

test('ages are said in the largest unit that fits', () => {
  const cases: readonly [number, string][] = [
    [0, 'just now'],
    [20, '20 s ago'],
    [59, '59 s ago'],
    [14 * 60, '14 min ago'],
    [2 * 3600, '2 h ago'],
    [30 * 3600, 'yesterday'],
    [6 * 86400, '6 days ago'],
    [125 * 86400, '4 months ago'],
    [800 * 86400, '2 years ago'],
  ];
  for (const [seconds, words] of cases) expect(ago(0, seconds * S)).toBe(words);
});

test('a clock that runs backwards is just now', () => {
  expect(ago(10 * S, 0)).toBe('just now');
  expect(clock(-S)).toBe('0:00');
});

test('running times', () => {
  expect(clock(46.9 * S)).toBe('0:46');
  expect(clock(84 * S)).toBe('1:24');
  expect(clock(3723 * S)).toBe('1:02:03');
});

test('memory counts in 1024, disk in 1000', () => {
  expect(memory(8 * 1024 ** 3)).toBe('8 GB');
  expect(memory(6.1 * 1024 ** 3)).toBe('6.1 GB');
  expect(memory(512 * 1024 ** 2)).toBe('512 MB');
  expect(diskSize(12_400_000_000)).toBe('12.4 GB');
  expect(diskSize(999)).toBe('999 B');
  expect(diskSize(172_000_000_000)).toBe('172 GB');
  expect(exactBytes(12400318464)).toBe('12 400 318 464 bytes');
});

test('lists in words', () => {
  expect(listed([])).toBe('');
  expect(listed(['a'])).toBe('a');
  expect(listed(['a', 'b', 'c'])).toBe('a, b and c');
});
