import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { queryEscape } from './grpc/headers.ts';
import { checkIgnoreFile, hasLargeIgnoreFile } from './ignore-file.ts';

const lines = (count: number, text: string) => `${text}\n`.repeat(count);

describe('checkIgnoreFile', () => {
  it('takes what anybody would write, and much more', () => {
    expect(checkIgnoreFile('')).toBeUndefined();
    expect(checkIgnoreFile('node_modules\n# words\n\n!keep\n')).toBeUndefined();
    expect(checkIgnoreFile(lines(100_000, 'packages/some-name/dist/**/*.map'))).toBeUndefined();
    expect(checkIgnoreFile(`#${'x'.repeat(70_000)}`)).toBeUndefined();
  });

  it('says what cannot pass', () => {
    expect(checkIgnoreFile(lines(450_000, 'packages/some-name/dist/**/*.map'))).toMatchObject({
      code: 'unsupported',
      detail: 'It has 450,000 patterns.',
    });
    // Escaping makes three bytes of most.
    expect(checkIgnoreFile(lines(150_000, 'packages/größe/dist/**/****/****'))).toBeUndefined();
    expect(checkIgnoreFile(lines(250_000, 'packages/größe/dist/**/****/****'))).toMatchObject({ code: 'unsupported' });
    expect(checkIgnoreFile(`a\n${'x'.repeat(65_001)}`)?.title).toBe('A line of the ignore file is too long.');
    expect(checkIgnoreFile(`#${'x'.repeat(17_000_000)}`)?.title).toBe('The ignore file is too large.');
  }, 30_000);
});

it('counts what escaping makes of a line as it is', () => {
  // The one line is as long as a header value may be, or one byte longer.
  for (const text of ['ä', ' x', '/!*', '\u{1F600}a', '~-_.', '%+']) {
    const escaped = queryEscape(text).length;
    const count = Math.floor((65_000 - 6) / escaped);
    const fill = 'x'.repeat(65_000 - count * escaped - 6);
    expect(checkIgnoreFile(`ä${text.repeat(count)}${fill}`)).toBeUndefined();
    expect(checkIgnoreFile(`ä${text.repeat(count)}${fill}x`)?.title).toBe('A line of the ignore file is too long.');
  }
});

describe('hasLargeIgnoreFile', () => {
  it('looks at every ignore file of the folders', () => {
    const folder = mkdtempSync(join(tmpdir(), 'slipway-ignore-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, '.dockerignore'), lines(100, 'a'));
    writeFileSync(join(folder, 'large'), lines(100_000, 'a'));
    expect(hasLargeIgnoreFile([folder, '/no/such/folder'])).toBe(false);
    writeFileSync(join(folder, 'other.dockerignore'), lines(100_000, 'a'));
    expect(hasLargeIgnoreFile(['/no/such/folder', folder])).toBe(true);
  });
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
