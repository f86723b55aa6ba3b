import { expect, test } from 'vitest';
import { type ActionFacts, type Build, type BuildOutput, copyTwin, explain, PLAIN_BUILD, validate } from './index.ts';

const node = { name: 'n0', endpoint: 'default', platforms: [{ name: 'linux/amd64', native: true }] };
const FACTS: ActionFacts = {
  builders: [{ name: 'workbench', driver: 'docker-container', implicit: false, nodes: [node] }],
  engine: { containerdImageStore: false },
};
const action = (platforms: string[], outputs: readonly BuildOutput[] = [{ kind: 'load' }]): Build => ({
  ...PLAIN_BUILD,
  builder: 'workbench',
  context: '/src',
  tags: ['web'],
  outputs,
  platforms,
});
const facts = (...platforms: readonly string[]): ActionFacts => ({
  ...FACTS,
  defaultPlatform: { value: platforms.join(), platforms, from: 'process' },
});
const found = (build: Build, known: ActionFacts) =>
  validate(build, known).map(({ severity, field }) => `${severity} ${field}`);

test('what the environment names is checked like what is chosen, as long as nothing is', () => {
  expect(found(action([]), facts('linux/amd64'))).toEqual([]);
  expect(found(action([]), facts('linux/arm64'))).toEqual(['warning platforms']);
  expect(found(action(['linux/amd64']), facts('linux/arm64'))).toEqual([]);
  const two = facts('linux/amd64', 'linux/arm64');
  expect(found(action([]), two)).toEqual(['error platforms', 'warning platforms']);
  expect(found(action([], [{ kind: 'push' }]), two)).toEqual(['warning platforms']);
  expect(found(action(['linux/amd64']), two)).toEqual([]);
});

test('a value that is no platform stops a build for which none is chosen', () => {
  const wrong: ActionFacts = { ...FACTS, defaultPlatform: { value: 'nonsense', from: 'process' } };
  expect(validate(action([]), wrong)).toEqual([
    {
      field: 'platforms',
      severity: 'error',
      message: 'The variable DOCKER_DEFAULT_PLATFORM is set to “nonsense”, which is not a platform.',
      remedy: expect.stringContaining('Choose'),
    },
  ]);
  expect(found(action(['linux/amd64']), wrong)).toEqual([]);
});

test('it is told, and left to the environment in the command', () => {
  expect(explain(action([]), facts('linux/arm64'))).toContain('Builds for linux/arm64.');
  expect(copyTwin(action([]), facts('linux/arm64'), 'bash')).not.toContain('--platform');
});
