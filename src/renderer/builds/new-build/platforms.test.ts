import { expect, test } from 'vitest';
import type { BuilderItem } from '../../../shared/contract/index.ts';
import { platformChoices, unchosen } from './platforms.ts';

function builder(platforms: readonly (readonly [name: string, native: boolean])[]): BuilderItem {
  const node = { platforms: platforms.map(([name, native]) => ({ name, native, fixed: false })) };
  return { name: 'workbench', nodes: [node] } as unknown as BuilderItem;
}

test('native ones come first, then emulated ones, then the usual one that is missing', () => {
  const choices = platformChoices(
    builder([
      ['linux/amd64', true],
      ['linux/amd64/v3', true],
      ['linux/riscv64', false],
      ['linux/386', true],
    ]),
    [],
  );
  expect(choices.map(({ name }) => name)).toEqual(['linux/amd64', 'linux/386', 'linux/riscv64', 'linux/arm64']);
  expect(choices[0]).toMatchObject({ plain: 'Intel and AMD', hint: 'full speed on workbench' });
  expect(choices[2]?.hint).toContain('much slower');
  expect(choices[3]?.off).toContain('no emulator');
  expect(choices[0]).not.toHaveProperty('off');
});

test('of a builder that has not been asked only what was chosen is known', () => {
  expect(platformChoices(builder([]), [])).toEqual([]);
  expect(platformChoices(undefined, ['linux/arm64'])).toMatchObject([{ name: 'linux/arm64', plain: 'Arm' }]);
});

test('what is chosen is always there to be taken back', () => {
  const names = (chosen: readonly string[]) =>
    platformChoices(
      builder([
        ['linux/amd64', true],
        ['linux/amd64/v3', true],
      ]),
      chosen,
    ).map(({ name }) => name);
  expect(names(['linux/amd64/v3'])).toContain('linux/amd64/v3');
  expect(names(['windows/amd64'])).toContain('windows/amd64');
});

test('what is built while none is chosen is told with where that comes from', () => {
  expect(unchosen(undefined)).toEqual({ brief: 'none chosen: the one of the builder' });
  const standard = {
    value: 'aarch64,linux/amd64',
    platforms: ['linux/arm64', 'linux/amd64'],
    from: 'process',
  } as const;
  expect(unchosen(standard).brief).toBe('none chosen: arm64 and amd64');
  expect(unchosen(standard).why).toMatch(/DOCKER_DEFAULT_PLATFORM.* where Slipway was started\.$/);
  expect(unchosen({ ...standard, from: 'login-shell' }).why).toMatch(/comes from your shell's settings\.$/);
  expect(unchosen({ value: 'nonsense', from: 'process' })).toEqual({ brief: 'none chosen' });
});
