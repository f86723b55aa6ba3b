/**
 * How many bits each of the 256 bytes takes, as a digit to the base 36, and at last the mark of the end (RFC 7541, appendix B). The code is
 * canonical, so the lengths are all of it.
 */
const LENGTHS =
  'dnsssssssoussussssssssusssssssss6aacd68baa8b8666555666666678f6ca' +
  'd67777777777777777777777878djde6f56565666577666567655677777fbeds' +
  'kmkkmmmnmnnnnnonoomnonnnnlmnmnnomlkmmnnlnmmolmnnllmlnmnnkmmmnmmn' +
  'qqkjmnmpqqqrrqopjlqrrqrollqqsrrrkoklmllnmmppooqnqrqqrrrrrsrrrrrq' +
  'u';

const LONGEST = 30;
const END = 256;

/** The symbols of each length, in the order of their codes. */
const BY_LENGTH: readonly (readonly number[])[] = Array.from({ length: LONGEST + 1 }, (_, length) =>
  [...LENGTHS].flatMap((digit, symbol) => (Number.parseInt(digit, 36) === length ? [symbol] : [])),
);

/** @throws Error when the bytes are no text of this code */
export function decodeHuffman(bytes: Uint8Array): Buffer {
  // The shortest code has five bits.
  const text = Buffer.allocUnsafe(Math.ceil((bytes.length * 8) / 5));
  let size = 0;
  let code = 0;
  let length = 0;
  let first = 0;
  for (const byte of bytes) {
    for (let bit = 7; bit >= 0; bit--) {
      code = (code << 1) | ((byte >> bit) & 1);
      first <<= 1;
      length++;
      const symbols = BY_LENGTH[length];
      if (symbols === undefined) throw new Error('A header is not in the code of HTTP/2.');
      const symbol = symbols[code - first];
      if (symbol === undefined) first += symbols.length;
      else if (symbol === END) throw new Error('A header holds the mark of its end.');
      else {
        text[size++] = symbol;
        code = length = first = 0;
      }
    }
  }
  // The rest is padding: the beginning of the mark of the end, which is ones, and less than a byte.
  if (length > 7 || code !== 2 ** length - 1) throw new Error('A header ends within a character.');
  return text.subarray(0, size);
}
