import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDisk, formatExactBytes, formatIec, formatLimit, formatMemory, formatTransfer } from './format-size.ts';
import { formatAge, formatDuration, formatRunning } from './format-time.ts';
import {
  cpuOptions,
  cpusOf,
  GIGABYTE,
  memoryOption,
  snapCpus,
  snapMemory,
  stepCpus,
  stepMemory,
  swapOf,
} from './sliders.ts';

describe('sizes as people read them', () => {
  test('memory counts in 1024', () => {
    expect([0, 512 * 2 ** 20, 6.1 * GIGABYTE, 24 * GIGABYTE, 1023.99 * 2 ** 20].map(formatMemory)).toEqual([
      '0 B',
      '512 MB',
      '6.1 GB',
      '24 GB',
      '1 GB',
    ]);
    expect([1.25 * GIGABYTE, 8 * GIGABYTE, 256 * 2 ** 20].map(formatLimit)).toEqual(['1.25 GB', '8 GB', '256 MB']);
  });
  test('disk counts in 1000', () => {
    expect([312, 860_000, 12_400_000_000, 14_160_000, 999_960].map(formatDisk)).toEqual([
      '312 B',
      '860 kB',
      '12.4 GB',
      '14.2 MB',
      '1 MB',
    ]);
    expect(formatExactBytes(12_400_000)).toBe('12,400,000 bytes');
    expect(formatExactBytes(1)).toBe('1 byte');
  });
  test('cleaning rules have units of 1024, named as such', () => {
    expect([512_000_000, 5 * 1024 ** 3, 1023, 1536].map(formatIec)).toEqual([
      '488.3 MiB',
      '5 GiB',
      '1023 B',
      '1.5 KiB',
    ]);
  });
  test('a transfer says its unit once', () => {
    expect(formatTransfer(52_000_000, 59_000_000)).toBe('52 of 59 MB');
    expect(formatTransfer(400_000, 5_900_000)).toBe('0.4 of 5.9 MB');
    expect(formatTransfer(52_000_000, 0)).toBe('52 MB');
  });
});

describe('times as people read them', () => {
  test.each([
    [0, '0.0 s'],
    [300_000, '0.3 s'],
    [9_540_000, '9.5 s'],
    [9_960_000, '10 s'],
    [44_400_000, '44 s'],
    [59_600_000, '1:00'],
    [84_000_000, '1:24'],
    [3_723_000_000, '1:02:03'],
    [-5, '0.0 s'],
  ])('%i µs took %s', (time, text) => expect(formatDuration(time)).toBe(text));
  test.each([
    [38_900_000, '0:38'],
    [84_999_999, '1:24'],
    [3_723_000_000, '1:02:03'],
    [-1_000_000, '0:00'],
  ])('%i µs running is %s', (time, text) => expect(formatRunning(time)).toBe(text));
  test.each([
    [-1e9, 'just now'],
    [12e6, '12 s ago'],
    [5 * 60e6, '5 min ago'],
    [3600e6, '1 hour ago'],
    [50 * 3600e6, '2 days ago'],
    [21 * 24 * 3600e6, '3 weeks ago'],
    [150 * 24 * 3600e6, '5 months ago'],
    [800 * 24 * 3600e6, '2 years ago'],
  ])('%i µs is %s', (time, text) => expect(formatAge(time)).toBe(text));
});

describe('sliders', () => {
  test('two cores are a quota of 200000 in a period of 100000', () => {
    expect(cpuOptions(2)).toEqual({ 'cpu-quota': '200000', 'cpu-period': '100000' });
    expect(cpusOf({ cpuQuota: 200000, cpuPeriod: 0 })).toBe(2);
    expect(cpusOf({ cpuQuota: 0, cpuPeriod: 100000 })).toBeUndefined();
    expect(cpusOf({ cpuQuota: -1, cpuPeriod: 100000 })).toBeUndefined();
  });
  test('memory is written as buildx reads it', () => {
    expect([4, 3.5, 1.25, 0.25].map((size) => memoryOption(size * GIGABYTE))).toEqual(['4g', '3584m', '1280m', '256m']);
  });
  test('steps are quarters below 4 and halves from there', () => {
    const up = (gigabytes: number, steps: number) => stepMemory(gigabytes * GIGABYTE, steps) / GIGABYTE;
    expect([up(3.75, 1), up(4, 1), up(4.5, -1), up(4, -1), up(0.25, -1), up(3.5, 4), up(4.1, 1), up(4.1, -1)]).toEqual([
      4, 4.5, 4, 3.75, 0.25, 5, 4.5, 4,
    ]);
    expect([stepCpus(1, 1), stepCpus(1, -4), stepCpus(6, 1)]).toEqual([1.25, 0.25, 6.5]);
    expect([snapCpus(3.9), snapCpus(6.2), snapCpus(0)]).toEqual([4, 6, 0.25]);
    expect(snapMemory(5.3 * GIGABYTE) / GIGABYTE).toBe(5.5);
  });
  test('a step up and a step down come back, from any value that a slider can stand on', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 400 }), (quarters) => {
        const place = snapMemory((quarters * GIGABYTE) / 4);
        expect(stepMemory(stepMemory(place, 1), -1)).toBe(place);
        expect(snapMemory(place)).toBe(place);
      }),
    );
  });
  test('swap is what is left beside the memory', () => {
    expect(swapOf({ memory: 4, memorySwap: 6 })).toBe(2);
    expect(swapOf({ memory: 4, memorySwap: 4 })).toBe(0);
    expect(swapOf({ memory: 4, memorySwap: 0 })).toBe(4);
    expect(swapOf({ memory: 4, memorySwap: -1 })).toBeUndefined();
    expect(swapOf({ memory: 0, memorySwap: 0 })).toBeUndefined();
  });
});
