import fc from 'fast-check';
import { expect } from 'vitest';
import { fuzz } from '../../../../../tools/fuzz/fuzz.ts';
import { linearMatcher } from './linear-match.ts';
import { treeOf } from './regexp-tree.ts';

/** The pieces that goRegExp writes. */
const PIECES = [
  'a',
  'b',
  '/',
  '[^/]*',
  '[^/]',
  '([^\\n]*/)?',
  '[^\\n]*',
  '[ab]',
  '[^a]',
  '[a-c\\-]',
  '\\.',
  'ä',
  '\u{1F600}',
  '|',
  '\\d',
  '\\b',
  '\\B',
  'a{2}',
  'b{1,3}',
  '[^/]{0,2}',
  'a{1,}',
  '\\x07',
  '^',
  '$',
  '\\{',
  '\\n',
];
const source = fc.array(fc.constantFrom(...PIECES), { maxLength: 7 }).map((parts) => `^${parts.join('')}$`);
const text = fc
  .array(fc.constantFrom('a', 'b', 'c', '/', '.', 'ä', '\u{1F600}', '1', '-', '\n', '{', '\u0007', '\uD800'), {
    maxLength: 8,
  })
  .map((parts) => parts.join(''));

fuzz(
  "all ways at once find what JavaScript's expressions find one after the other",
  6000,
  fc.tuple(source, fc.array(text, { maxLength: 4 })),
  ([expression, texts]) => {
    const wanted = new RegExp(expression, 'u');
    const matches = linearMatcher(treeOf(wanted.source));
    for (const one of texts) expect([expression, one, matches(one)]).toEqual([expression, one, wanted.test(one)]);
  },
);
