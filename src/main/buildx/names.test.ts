import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isValidName, nextNodeName, validateName } from './names.ts';
import { suggestName } from './suggest-name.ts';

describe('names', () => {
  it('gives the lower-case form', () => {
    expect(validateName('My.Builder-1_x')).toBe('my.builder-1_x');
  });

  it.each(['', '1a', '.tmp-b123', 'a b', 'a/b', 'ä', 'foo~', '-a'])('refuses %j', (name) => {
    expect(() => validateName(name)).toThrowError(/no name/);
  });

  it('numbers nodes from 0 and sees used ones in any case', () => {
    expect(nextNodeName('MyB', [])).toBe('myb0');
    expect(nextNodeName('MyB', ['myb0', 'MyB1', 'myb3'])).toBe('myb2');
  });

  it('suggests only valid names that are free', () => {
    fc.assert(
      fc.property(
        fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
        fc.boolean(),
        (random, crowded) => {
          const draw = () => random.next().value as number;
          const taken = (name: string) => crowded && name.includes('_');
          const name = suggestName(taken, draw);
          expect(isValidName(name)).toBe(true);
          expect(taken(name)).toBe(false);
        },
      ),
    );
  });

  it('adds a digit from the second try on', () => {
    expect(suggestName(() => false)).toMatch(/^[a-z]+_[a-z]+$/);
    let tries = 0;
    expect(suggestName(() => ++tries === 1)).toMatch(/^[a-z]+_[a-z]+\d$/);
  });
});
