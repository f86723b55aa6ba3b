import { expect, it } from 'vitest';
import type { NodePlatform } from '../../shared/contract/index.ts';
import { withoutVariants } from './platforms.tsx';

const platform = (name: string, fixed = false): NodePlatform => ({ name, fixed, native: true });

it('leaves out variants of a platform that is there, and keeps those that stand alone or were asked for', () => {
  const names = (...all: NodePlatform[]) => withoutVariants(all).map(({ name }) => name);
  expect(names(platform('linux/amd64'), platform('linux/amd64/v2'), platform('linux/386'))).toEqual([
    'linux/amd64',
    'linux/386',
  ]);
  expect(names(platform('linux/arm/v7'), platform('linux/arm/v6'))).toEqual(['linux/arm/v7', 'linux/arm/v6']);
  expect(names(platform('linux/amd64'), platform('linux/amd64/v3', true))).toEqual(['linux/amd64', 'linux/amd64/v3']);
});
