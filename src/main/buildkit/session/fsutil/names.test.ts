import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOfText, fsPath, textOfBytes, toSlash } from './names.ts';
import { compareBytes } from './tree.ts';

const bytes = fc.uint8Array({ maxLength: 12 }).map((values) => Buffer.from(values));

describe('names that are no UTF-8', () => {
  it('come back as the bytes they were', () => {
    fc.assert(fc.property(bytes, (name) => bytesOfText(textOfBytes(name)).equals(name)));
  });

  it('are text where they can be', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(textOfBytes(Buffer.from(text))).toBe(text.toWellFormed());
      }),
    );
    expect(textOfBytes(Buffer.from([0x61, 0xff, 0xc3, 0xa4]))).toBe('a\uDCFFä');
    // A surrogate in UTF-8 is no character, nor is a slash in two bytes.
    expect(textOfBytes(Buffer.from([0xed, 0xa0, 0x80]))).toBe('\uDCED\uDCA0\uDC80');
    expect(textOfBytes(Buffer.from([0xc0, 0xaf]))).toBe('\uDCC0\uDCAF');
    expect(textOfBytes(Buffer.from('\uFFFD'))).toBe('\uFFFD');
  });

  it('are ordered by their bytes', () => {
    fc.assert(
      fc.property(bytes, bytes, (a, b) => {
        expect(Math.sign(compareBytes(textOfBytes(a), textOfBytes(b)))).toBe(Math.sign(Buffer.compare(a, b)));
      }),
    );
  });

  it('are given to the file system as bytes', () => {
    expect(fsPath('/a/ä')).toBe('/a/ä');
    expect(fsPath('/a/\uDCFF')).toEqual(Buffer.from([0x2f, 0x61, 0x2f, 0xff]));
  });
});

describe('toSlash', () => {
  it('turns what separates on Windows, and only there', () => {
    expect(toSlash('a\\b/c', 'win32')).toBe('a/b/c');
    expect(toSlash('a\\b/c', 'linux')).toBe('a\\b/c');
  });
});
