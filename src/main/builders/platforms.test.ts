import { expect, test } from 'vitest';
import { formatPlatform, nodePlatformsOf } from './platforms.ts';

test.each([
  [{ os: 'linux', architecture: 'x86_64' }, 'linux/amd64'],
  [{ os: 'linux', architecture: 'amd64', variant: 'v1' }, 'linux/amd64'],
  [{ os: 'linux', architecture: 'amd64', variant: 'v3' }, 'linux/amd64/v3'],
  [{ os: 'linux', architecture: 'aarch64', variant: 'v8' }, 'linux/arm64'],
  [{ os: 'linux', architecture: 'arm', variant: '' }, 'linux/arm/v7'],
  [{ os: 'linux', architecture: 'armel' }, 'linux/arm/v6'],
  [{ os: 'windows', architecture: 'amd64', osVersion: '10.0.20348.1' }, 'windows(10.0.20348.1)/amd64'],
])('%j is %s', (platform, text) => {
  expect(formatPlatform(platform)).toBe(text);
});

test('fixed platforms come first, each platform once, and emulated ones are told apart', () => {
  const linux = (architecture: string, variant = '') => ({ os: 'linux', architecture, variant });
  expect(
    nodePlatformsOf(
      [linux('arm64')],
      [linux('amd64'), linux('amd64', 'v2'), linux('arm64'), linux('386'), linux('riscv64'), linux('amd64')],
    ),
  ).toEqual([
    { name: 'linux/arm64', fixed: true, native: false },
    { name: 'linux/amd64', fixed: false, native: true },
    { name: 'linux/amd64/v2', fixed: false, native: true },
    { name: 'linux/386', fixed: false, native: true },
    { name: 'linux/riscv64', fixed: false, native: false },
  ]);
});
