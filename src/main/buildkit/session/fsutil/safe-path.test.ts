import { expect, test } from 'vitest';
import { safeParts } from './safe-path.ts';

test('plain paths are taken as they are', () => {
  expect(safeParts('a')).toEqual(['a']);
  expect(safeParts('usr/lib/ä b\\c:d', 'linux')).toEqual(['usr', 'lib', 'ä b\\c:d']);
});

test.each(['', '/etc/passwd', '..', 'a/../../b', 'a/./b', 'a//b', 'a/', 'a\0b'])('%j is refused', (path) => {
  expect(() => safeParts(path, 'linux')).toThrow('cannot be written');
});

test.each(['C:', 'a\\..\\b', 'file:stream', 'nul', 'COM1.txt', 'dot.', 'blank '])(
  '%j is refused on Windows',
  (path) => {
    expect(() => safeParts(path, 'win32')).toThrow('cannot be written');
  },
);
