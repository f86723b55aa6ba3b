import { expect, test } from 'vitest';
import { piecesOf, wordsOf } from './shells.ts';

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

test('an option stays with its value, and what a command works on with no option', () => {
  expect(piecesOf('docker buildx build --builder b -t web:dev --load --build-arg "A=b c" /home/me')).toEqual([
    'docker',
    'buildx',
    'build',
    '--builder b',
    '-t web:dev',
    '--load',
    '--build-arg "A=b c"',
    '/home/me',
  ]);
  expect(piecesOf('docker buildx rm --keep-state b')).toEqual(['docker', 'buildx', 'rm', '--keep-state', 'b']);
  expect(piecesOf('docker buildx create --name b --bootstrap --use')).toContain('--name b');
  expect(piecesOf('docker run --rm image')).toEqual(['docker', 'run', '--rm', 'image']);
});
