import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HpackDecoder } from './hpack-decoder.ts';
import { encodeHeaders } from './hpack-encode.ts';
import { STATIC_TABLE } from './static-table.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('HpackDecoder', () => {
  it('reads what encodeHeaders wrote, long values too', () => {
    const text = fc.string({ unit: 'binary-ascii', maxLength: 400 });
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { maxLength: 5 }), (fields) => {
        expect(new HpackDecoder().decode(encodeHeaders(fields))).toEqual(fields);
      }),
    );
  });

  // RFC 7541, appendix C.4: three requests of one connection, in the Huffman code.
  it('reads the requests of the examples in the standard, each by what came before', () => {
    const decoder = new HpackDecoder();
    const first = [
      [':method', 'GET'],
      [':scheme', 'http'],
      [':path', '/'],
      [':authority', 'www.example.com'],
    ];
    expect(decoder.decode(hex('8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff'))).toEqual(first);
    expect(decoder.decode(hex('8286 84be 5886 a8eb 1064 9cbf'))).toEqual([...first, ['cache-control', 'no-cache']]);
    expect(decoder.decode(hex('8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf'))).toEqual([
      [':method', 'GET'],
      [':scheme', 'https'],
      [':path', '/index.html'],
      [':authority', 'www.example.com'],
      ['custom-key', 'custom-value'],
    ]);
  });

  it('drops the oldest fields of a full table, and all when it is told to have none', () => {
    const decoder = new HpackDecoder();
    const add = (value: string) => Buffer.concat([hex('4001 78'), Buffer.from([value.length]), Buffer.from(value)]);
    // Two of 37 bytes each, of which 4096 hold 110.
    for (let index = 0; index < 112; index++) decoder.decode(add(String(index).padStart(4, '0')));
    expect(decoder.decode(Buffer.from([0x80 | 62]))).toEqual([['x', '0111']]);
    expect(decoder.decode(hex('ff2c'))).toEqual([['x', '0002']]);
    expect(() => decoder.decode(hex('ff2d'))).toThrow('no header field 172');
    expect(decoder.decode(hex('20'))).toEqual([]);
    expect(() => decoder.decode(Buffer.from([0x80 | 62]))).toThrow('no header field 62');
    expect(() => decoder.decode(hex('3fe2 1f'))).toThrow('not agreed');
  });

  it('refuses what is cut off or malformed', () => {
    const block = encodeHeaders([['name', 'value']]);
    for (let length = 1; length < block.length; length++) {
      expect(() => new HpackDecoder().decode(block.subarray(0, length))).toThrow();
    }
    // Padding that is no padding, a mark of the end, a number without end.
    expect(() => new HpackDecoder().decode(hex('0081 00'))).toThrow('within a character');
    expect(() => new HpackDecoder().decode(hex('0084 ffff ffff'))).toThrow('mark of its end');
    expect(() => new HpackDecoder().decode(hex('00ff ffff ffff ffff ffff ff'))).toThrow('too large');
  });

  it('takes any bytes or says why not', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          new HpackDecoder().decode(Buffer.from(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
    );
  });

  it('knows 61 fields by number', () => {
    expect([STATIC_TABLE.length, STATIC_TABLE[0], STATIC_TABLE[60]]).toEqual([
      61,
      [':authority', ''],
      ['www-authenticate', ''],
    ]);
  });
});
