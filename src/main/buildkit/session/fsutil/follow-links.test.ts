import { describe, expect, it } from 'vitest';
import { dedupePaths, targetInRoot } from './follow-links.ts';

describe('targetInRoot', () => {
  it.each([
    ['b', 'a', 'linux', '/a/b'],
    ['../b', 'a/c', 'linux', '/a/b'],
    ['../../../b', 'a', 'linux', '/b'],
    ['/x/../b', 'a', 'linux', '/b'],
    ['C:\\b', 'a', 'linux', '/a/C:\\b'],
    ['..\\b', 'a\\c', 'linux', '/a\\c/..\\b'],
    ['..\\b', 'a/c', 'win32', '/a/b'],
    ['C:\\x\\b', 'a', 'win32', '/x/b'],
    ['c:/b', 'a', 'win32', '/b'],
    ['\\b', 'a', 'win32', '/a/b'],
  ] as const)('%s in %s on %s is %s', (target, folder, platform, expected) => {
    expect(targetInRoot(target, folder, platform)).toBe(expected);
  });
});

describe('dedupePaths', () => {
  it('drops what lies in a folder that came before', () => {
    expect(dedupePaths(['a', 'a/b', 'ab', 'b/c'])).toEqual(['a', 'ab', 'b/c']);
    expect(dedupePaths(['.', 'a'])).toBeUndefined();
  });
});
