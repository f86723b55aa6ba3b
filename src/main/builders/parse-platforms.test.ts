import { expect, test } from 'vitest';
import { parsePlatforms } from './parse-platforms.ts';

const host = { os: 'linux', architecture: 'amd64' };

test('nothing given is null, as in the store', () => {
  expect(parsePlatforms([], host)).toBeNull();
});

test.each([
  ['linux/amd64', [{ os: 'linux', architecture: 'amd64' }]],
  ['linux/arm', [{ os: 'linux', architecture: 'arm', variant: 'v7' }]],
  ['linux/arm/v6', [{ os: 'linux', architecture: 'arm', variant: 'v6' }]],
  ['linux/arm64/v8', [{ os: 'linux', architecture: 'arm64' }]],
  ['linux/amd64/v2', [{ os: 'linux', architecture: 'amd64', variant: 'v2' }]],
  ['aarch64', [{ os: 'linux', architecture: 'arm64' }]],
  ['linux', [{ os: 'linux', architecture: 'amd64' }]],
  ['local', [{ os: 'linux', architecture: 'amd64' }]],
  ['windows(10.0.20348)/amd64', [{ os: 'windows', osVersion: '10.0.20348', architecture: 'amd64' }]],
  [
    'linux/amd64,riscv64',
    [
      { os: 'linux', architecture: 'amd64' },
      { os: 'linux', architecture: 'riscv64' },
    ],
  ],
])('%s', (text, platforms) => {
  expect(parsePlatforms([text], host)).toEqual(platforms);
});

test.each(['', 'nonsense', 'a/b/c/d', 'linux/*', 'linux/amd64,'])('%j is refused at its field', (text) => {
  expect(() => parsePlatforms([text], host)).toThrow(
    expect.objectContaining({ failure: expect.objectContaining({ code: 'invalid-input', field: 'platforms' }) }),
  );
});
