import { expect, test } from 'vitest';
import { environmentOf } from '../engine/index.ts';
import { defaultPlatformOf } from './default-platform.ts';

const set = (value?: string) =>
  environmentOf({ env: { DOCKER_DEFAULT_PLATFORM: value }, home: '/nowhere', platform: 'linux' });

test.each([[undefined], ['']])('%j is nothing, as for the CLI', (value) => {
  expect(defaultPlatformOf(set(value))).toBeUndefined();
});

test.each([
  ['linux/amd64', ['linux/amd64']],
  ['linux/x86_64', ['linux/amd64']],
  ['linux/arm64/v8,linux/arm', ['linux/arm64', 'linux/arm/v7']],
])('%s is read as --platform is', (value, platforms) => {
  expect(defaultPlatformOf(set(value))).toEqual({ value, platforms, from: 'process' });
});

test.each(['nonsense', 'linux/amd64,', ' linux/amd64', 'a/b/c/d'])('%j is no platform', (value) => {
  expect(defaultPlatformOf(set(value))).toEqual({ value, from: 'process' });
});

test('the one of the login shell is told from that of the process', () => {
  const environment = { ...set('linux/arm64'), origins: { DOCKER_DEFAULT_PLATFORM: 'login-shell' } } as const;
  expect(defaultPlatformOf(environment)).toMatchObject({ platforms: ['linux/arm64'], from: 'login-shell' });
});
