import { describe, expect, test } from 'vitest';
import type { BuildSummary } from '../../shared/contract/index.ts';
import { fromCache, resultWords, shortPlatform, subtitle, tookOf, when } from './words.ts';

const BUILD: BuildSummary = {
  key: 'k',
  ref: 'r',
  builder: 'workbench',
  node: 'workbench0',
  name: 'shop',
  platforms: [],
  status: 'done',
  startedAt: 1_000_000,
  completedAt: 15_000_000,
  origin: 'slipway',
  counts: { total: 4, ended: 4, cached: 1, running: 0, failed: 0 },
};

const NOW = 60_000_000;

describe('a build in a list', () => {
  test('says how far it is, why it failed, when it was cancelled, or what it was', () => {
    expect(subtitle(BUILD, NOW)).toBe('4 steps');
    expect(subtitle({ ...BUILD, counts: { ...BUILD.counts, cached: 4 } }, NOW)).toBe('every step came from cache');
    expect(subtitle({ ...BUILD, status: 'running', counts: { ...BUILD.counts, ended: 2 } }, NOW)).toBe(
      '2 of 4 steps done',
    );
    expect(subtitle({ ...BUILD, status: 'running', counts: { ...BUILD.counts, total: 0 } }, NOW)).toBe('preparing');
    expect(subtitle({ ...BUILD, status: 'failed', errorHeadline: 'make stopped.' }, NOW)).toBe('make stopped.');
    expect(subtitle({ ...BUILD, status: 'cancelled' }, NOW)).toBe('cancelled after 14 s');
    expect(subtitle({ ...BUILD, status: 'running' }, NOW, 20_000_000)).toBe(
      'its builder does not answer; last heard of 40 s ago',
    );
  });

  test('says what came out only where that is known', () => {
    expect(resultWords({ ...BUILD, result: 'shop:dev' })).toBe('shop:dev');
    expect(resultWords(BUILD)).toBe('no named image');
    expect(resultWords({ ...BUILD, status: 'failed' })).toBe('nothing');
    expect(resultWords({ ...BUILD, status: 'running' })).toBe('');
  });

  test('has a share from cache only of known steps, and a time only when it has ended', () => {
    expect(fromCache(BUILD.counts)).toBe('25 %');
    expect(fromCache({ ...BUILD.counts, total: 0 })).toBeUndefined();
    expect(tookOf(BUILD)).toBe(14_000_000);
    const { completedAt: _, ...running } = BUILD;
    expect(tookOf(running)).toBeUndefined();
  });
});

test('a platform loses linux and nothing else', () => {
  expect(['linux/amd64', 'linux/arm/v7', 'windows/amd64'].map(shortPlatform)).toEqual([
    'amd64',
    'arm/v7',
    'windows/amd64',
  ]);
});

test('a time of the last two days is a time of day, an older one a day', () => {
  const noon = new Date(2026, 10, 4, 12, 0).getTime();
  const at = (...parts: [number, number, number, number, number]) => new Date(...parts).getTime() * 1000;
  expect(when(at(2026, 10, 4, 9, 30), noon)).toMatch(/9:30/);
  expect(when(at(2026, 10, 3, 9, 30), noon)).toMatch(/9:30/);
  expect(when(at(2026, 10, 2, 9, 30), noon)).not.toMatch(/:/);
  expect(when(at(2025, 10, 2, 9, 30), noon)).toMatch(/2025/);
});
