import { describe, expect, it } from 'vitest';
import { type CurrentFile, decodeCurrent, defaultsFileOf, encodeCurrent, selectCurrent } from './current.ts';

const KEY = 'unix:///var/run/docker.sock';

function select(current: CurrentFile | undefined, chosen?: string, existing: readonly string[] = ['a', 'b']) {
  const exists = async (name: string) => existing.find((key) => key === name.toLowerCase());
  return selectCurrent(KEY, current, async () => chosen, exists);
}

describe('current', () => {
  it('is written as buildx writes it', () => {
    const text = '{"Key":"unix:///var/run/docker.sock","Name":"b","Global":false}';
    expect(encodeCurrent({ key: KEY, name: 'b', global: false })).toBe(text);
    expect(decodeCurrent(text)).toEqual({ key: KEY, name: 'b', global: false });
  });

  it('names the default of a context by the start of a hash', () => {
    // printf %s unix:///var/run/docker.sock | sha256sum
    expect(defaultsFileOf(KEY)).toBe('13c4025c96f36e94b348');
  });

  it.each<[string, CurrentFile | undefined, string | undefined, unknown]>([
    ['nothing at all', undefined, undefined, { builder: undefined, because: 'implicit' }],
    ['a selection for this key', { key: KEY, name: 'A', global: false }, 'b', { builder: 'a', because: 'current' }],
    [
      'a selection for this key that is gone, although there is a default',
      { key: KEY, name: 'gone', global: false },
      'b',
      { builder: undefined, because: 'implicit', missing: 'gone' },
    ],
    ['a global selection', { key: 'other', name: 'a', global: true }, 'b', { builder: 'a', because: 'global' }],
    [
      'a global selection that is gone',
      { key: 'other', name: 'gone', global: true },
      'b',
      { builder: 'b', because: 'default-for-context' },
    ],
    [
      'a selection for another key',
      { key: 'other', name: 'a', global: false },
      'b',
      { builder: 'b', because: 'default-for-context' },
    ],
    [
      'a reset selection',
      { key: KEY, name: '', global: false },
      undefined,
      { builder: undefined, because: 'implicit' },
    ],
    ['a default that is gone', undefined, 'gone', { builder: undefined, because: 'implicit', missing: 'gone' }],
    ['an empty default', undefined, '', { builder: undefined, because: 'implicit' }],
  ])('with %s', async (_what, current, chosen, expected) => {
    expect(await select(current, chosen)).toEqual(expected);
  });
});
