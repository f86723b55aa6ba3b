import { expect, test } from 'vitest';
import { withRun } from './runs.ts';

const none: ReturnType<typeof withRun> = new Map();

test('a build has one run, its newest, until that is closed', () => {
  const first = withRun(none, 'build', { operation: 'one' });
  const second = withRun(withRun(first, 'other', { operation: 'two' }), 'build', { operation: 'three' });
  expect([...second].map(([key, { operation }]) => [key, operation])).toEqual([
    ['other', 'two'],
    ['build', 'three'],
  ]);
  expect([...withRun(second, 'build', undefined).keys()]).toEqual(['other']);
});

test('the oldest runs go where there are too many', () => {
  let known = none;
  for (let index = 0; index < 250; index += 1) known = withRun(known, `build ${index}`, { operation: `run ${index}` });
  expect(known.size).toBe(100);
  expect([...known.keys()].at(0)).toBe('build 150');
});
