import { describe, expect, it } from 'vitest';
import { environmentOf } from '../engine/index.ts';
import { tokenSeedFolderOf } from './token-seed-folder.ts';

const folder = (env: Readonly<Record<string, string>>) =>
  tokenSeedFolderOf(environmentOf({ env: { DOCKER_CONFIG: '/config', ...env }, home: '/home/me', platform: 'linux' }));

describe('tokenSeedFolderOf', () => {
  it.each([['1'], ['t'], ['TRUE']])('gives none where BUILDKIT_NO_CLIENT_TOKEN is %s', (value) => {
    expect(folder({ BUILDKIT_NO_CLIENT_TOKEN: value })).toBeUndefined();
  });

  it.each([['0'], ['false'], [''], ['yes']])('gives docker’s config folder where it is “%s”', (value) => {
    expect(folder({ BUILDKIT_NO_CLIENT_TOKEN: value })).toBe('/config');
  });

  it('follows DOCKER_CONFIG and the home folder', () => {
    expect(folder({})).toBe('/config');
    expect(folder({ DOCKER_CONFIG: '' })).toBe('/home/me/.docker');
  });
});
