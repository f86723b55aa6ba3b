import { expect, test } from 'vitest';
import { ago, coreCount, cores, count, listed } from './format.ts';

test('a clock that runs backwards is just now', () => {
  expect(ago(10_000_000, 0)).toBe('just now');
});

test('limits in cores have two decimals at most', () => {
  expect(cores(5.624)).toBe('5.62');
  expect(cores(1.5)).toBe('1.5');
  expect(cores(14.002)).toBe('14');
  expect([1, 1.5, 0.25].map(coreCount)).toEqual(['1 core', '1.5 cores', '0.25 cores']);
});

test('counts and lists in words', () => {
  expect(count(1, 'build')).toBe('1 build');
  expect(count(2, 'builder')).toBe('2 builders');
  expect(listed([])).toBe('');
  expect(listed(['a'])).toBe('a');
  expect(listed(['a', 'b', 'c'])).toBe('a, b and c');
});
