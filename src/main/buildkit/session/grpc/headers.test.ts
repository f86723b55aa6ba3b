import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeGrpcMessage } from './grpc-error.ts';
import { headersOf, optionValues, queryEscape, queryUnescape } from './headers.ts';

describe('headersOf', () => {
  it('keeps values of a repeated header apart, commas and all', () => {
    const headers = headersOf([
      ['exclude-patterns', 'a, b'],
      ['other', 'x'],
      ['exclude-patterns', 'c'],
    ]);
    expect(headers.all('exclude-patterns')).toEqual(['a, b', 'c']);
    expect(headers.first('other')).toBe('x');
    expect(headers.all('none')).toEqual([]);
  });
});

describe('optionValues', () => {
  it('undoes the escape that BuildKit names in a second header', () => {
    const headers = headersOf([
      ['p', 'caf%C3%A9+x'],
      ['p', 'a%2Bb'],
      ['p-encoded', '1'],
    ]);
    expect(optionValues(headers, 'p')).toEqual(['café x', 'a+b']);
  });

  it('takes plain values as they are', () => {
    expect(optionValues(headersOf([['p', 'a+b%20c']]), 'p')).toEqual(['a+b%20c']);
  });

  it('reads the bare UTF-8 of old daemons, which comes as latin1', () => {
    const latin1 = Buffer.from('café', 'utf8').toString('latin1');
    expect(optionValues(headersOf([['p', latin1]]), 'p')).toEqual(['café']);
  });
});

describe('queryEscape', () => {
  it("is Go's url.QueryEscape", () => {
    // Printed by Go.
    expect(queryEscape("Grüße (1)!*'~-_.:/?")).toBe('Gr%C3%BC%C3%9Fe+%281%29%21%2A%27~-_.%3A%2F%3F');
  });

  it('is undone by queryUnescape', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const whole = text.toWellFormed();
        expect(queryUnescape(queryEscape(whole))).toBe(whole);
      }),
    );
  });
});

describe('encodeGrpcMessage', () => {
  it('leaves plain text and escapes the rest', () => {
    expect(encodeGrpcMessage('no "x": 100% ö\n')).toBe('no "x": 100%25 %C3%B6%0A');
  });
});
