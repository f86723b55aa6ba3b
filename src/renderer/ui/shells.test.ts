import { expect, test } from 'vitest';
import { wordsOf } from './shells.ts';

test('a command wraps at blanks outside quotes alone', () => {
  expect(wordsOf(`docker buildx create --driver-opt "memory=4g,env.A=b c" 'x y'`)).toEqual([
    'docker',
    'buildx',
    'create',
    '--driver-opt',
    '"memory=4g,env.A=b c"',
    "'x y'",
  ]);
});

test('a quote of the other kind inside quotes ends nothing', () => {
  expect(wordsOf(`a "it's one" b`)).toEqual(['a', `"it's one"`, 'b']);
});
