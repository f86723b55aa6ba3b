import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { queryEscape } from './grpc/headers.ts';
import { checkIgnoreFile, escapedLength, ignorePatterns } from './ignore-file.ts';

const lines = (count: number, text: string) => `${text}\n`.repeat(count);

describe('checkIgnoreFile', () => {
  it('takes what anybody would write, and much more', () => {
    expect(checkIgnoreFile('')).toBeUndefined();
    expect(checkIgnoreFile('node_modules\n# words\n\n!keep\n')).toBeUndefined();
    expect(checkIgnoreFile(lines(100_000, 'packages/some-name/dist/**/*.map'))).toBeUndefined();
    expect(checkIgnoreFile(`${'x'.repeat(65_535)}\n#${'x'.repeat(65_534)}`)).toBeUndefined();
  });

  it('says what cannot pass', () => {
    // A file that BuildKit reads may still make more headers than a call can have: each line takes some bytes beside its own.
    expect(checkIgnoreFile(lines(8_000_000, 'a'))).toMatchObject({
      code: 'unsupported',
      detail: 'It has 8,000,000 patterns.',
    });
    expect(checkIgnoreFile(lines(450_000, 'packages/some-name/dist/**/*.map'))).toBeUndefined();
    for (const line of ['x'.repeat(65_536), `#${'x'.repeat(65_535)}`, `${'ä'.repeat(32_768)}`]) {
      expect(checkIgnoreFile(`a\n${line}\nb`)?.title).toBe('A line of the ignore file is too long.');
    }
    expect(checkIgnoreFile(`#${'x'.repeat(17_000_000)}`)?.title).toBe('The ignore file is too large.');
  }, 30_000);
});

it('counts what escaping makes of a line as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(escapedLength(text)).toBe(queryEscape(text).length);
    }),
  );
  expect(escapedLength('~-_. /!*ä%+')).toBe(queryEscape('~-_. /!*ä%+').length);
});

describe('a line that is no pattern', () => {
  it.each([['['], ['a['], ['[]a]'], ['[a-'], ['!'], ['! '], ['/b[-a]'], ['a\\']])('%s is found', (line) => {
    expect(checkIgnoreFile(`node_modules\n${line}\n`)).toMatchObject({ code: 'invalid-input' });
  });
  it.each([['[a-z]'], ['!keep'], ['a\\['], ['**/x'], ['/'], ['..'], ['a{b'], ['\ufeffnode_modules']])(
    '%s is none',
    (line) => {
      expect(checkIgnoreFile(`${line}\n`)).toBeUndefined();
    },
  );
});

it('reads the patterns as the frontend does', () => {
  expect(ignorePatterns('\ufeff# words\n\n /a/b/ \r\n!/c\n ! d/../e\n/\n#x\n**/y')).toEqual([
    'a/b',
    '!c',
    '!e',
    '/',
    '**/y',
  ]);
});
