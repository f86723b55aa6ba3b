import { goQuote, type Read, readable, unreadable } from './read.ts';

const INT64_MAX = 2n ** 63n - 1n;

/**
 * A whole number as Go's `strconv.ParseInt(text, 10, 0)` reads it: an optional sign and digits, nothing else.
 *
 * What an int64 holds but a JavaScript number does not (beyond 2^53 - 1) is refused.
 */
export function readInteger(text: string): Read<number> {
  const right = 'Write a whole number, such as 200000.';
  if (!/^[+-]?\d+$/.test(text)) {
    const wrong = text === '' ? 'No number is given.' : `“${text}” is not a whole number.`;
    return unreadable(wrong, right, `strconv.ParseInt: parsing ${goQuote(text)}: invalid syntax`);
  }
  const exact = BigInt(text.replace(/^\+/, ''));
  if (exact > INT64_MAX || exact < -INT64_MAX - 1n) {
    return unreadable(
      'That number is too large.',
      right,
      `strconv.ParseInt: parsing ${goQuote(text)}: value out of range`,
    );
  }
  const value = Number(exact);
  if (!Number.isSafeInteger(value)) {
    return unreadable('That number is too large to be kept exactly.', right, `value out of range: ${goQuote(text)}`);
  }
  return readable(value);
}
