import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeLiterals, encodeHeaders } from './hpack.ts';

describe('decodeLiterals', () => {
  it('reads what encodeHeaders wrote, long values too', () => {
    const text = fc.string({ unit: 'binary-ascii', maxLength: 400 });
    fc.assert(
      fc.property(fc.dictionary(text, text, { maxKeys: 5 }), (fields) => {
        expect(Object.fromEntries(decodeLiterals(encodeHeaders(Object.entries(fields))))).toEqual({ ...fields });
      }),
    );
  });

  // RFC 7541, appendix C.4 and C.6: fields in the Huffman code.
  it('reads the packed text of the examples in the standard', () => {
    const request = Buffer.from('408825a849e95ba97d7f8925a849e95bb8e8b4bf', 'hex');
    expect(decodeLiterals(request).get('custom-key')).toBe('custom-value');
  });

  it('skips indexed fields and changes of table size', () => {
    const block = Buffer.concat([Buffer.from('3fe11f8820', 'hex'), encodeHeaders([['grpc-status', '0']])]);
    expect([...decodeLiterals(block)]).toEqual([['grpc-status', '0']]);
  });

  it('keeps what it read before a block that is cut off', () => {
    const block = Buffer.concat([encodeHeaders([['a', 'b']]), Buffer.from([0, 5, 1])]);
    expect([...decodeLiterals(block)]).toEqual([['a', 'b']]);
  });

  it('takes any bytes without failing', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => void decodeLiterals(Buffer.from(bytes))));
  });
});
