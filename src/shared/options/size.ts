import { goQuote, type Read, readable, unreadable } from './read.ts';

/** Powers of 1024 by the letter that names them, as docker/go-units (size.go) has them. */
const UNITS: Readonly<Record<string, number>> = { k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40, p: 2 ** 50 };

const RIGHT = 'Write a number and a unit, such as 4g, 512m or 1.5g.';

/**
 * Bytes of a size as buildx reads it: `RAMInBytes` of docker/go-units (size.go). A plain number is bytes; the suffixes
 * b, k, m, g, t, p may be followed by `b` or `ib`, in any case, after at most one space; units are powers of 1024.
 *
 * Beyond what a JavaScript number holds exactly (8 PiB) it is refused, where Go would go on.
 */
export function readSize(text: string): Read<number> {
  const last = text.search(/[0-9. ][^0-9. ]*$/);
  if (last === -1) {
    const wrong = text === '' ? 'No size is given.' : `“${text}” has no number in it.`;
    return unreadable(wrong, RIGHT, `invalid size: '${text}'`);
  }
  const number = text[last] === ' ' ? text.slice(0, last) : text.slice(0, last + 1);
  const suffix = text.slice(last + 1).toLowerCase();

  const value = readGoFloat(number);
  if (value === undefined) {
    const original = `strconv.ParseFloat: parsing ${goQuote(number)}: invalid syntax`;
    return unreadable(`“${number}” is not a number.`, RIGHT, original);
  }
  if (!Number.isFinite(value)) {
    const original = `strconv.ParseFloat: parsing ${goQuote(number)}: value out of range`;
    return unreadable('That is more than any computer has.', RIGHT, original);
  }
  if (value < 0) return unreadable('A size cannot be negative.', RIGHT, `invalid size: '${text}'`);

  const scale = scaleOf(suffix);
  if (scale === undefined) {
    const original = `invalid suffix: '${suffix.length > 3 ? text.slice(last + 1) : suffix}'`;
    return unreadable(`“${text.slice(last + 1)}” is not a unit of size.`, RIGHT, original);
  }
  const bytes = Math.trunc(value * scale);
  if (!Number.isSafeInteger(bytes)) {
    return unreadable('That is more than any computer has.', RIGHT, `size out of range: '${text}'`);
  }
  return readable(bytes);
}

/** As `readSize`, and exactly `-1` for no limit: `MemSwapBytes` of docker/cli (opts/opts.go). */
export function readSizeOrUnlimited(text: string): Read<number> {
  return text === '-1' ? readable(-1) : readSize(text);
}

/** The shortest exact way to write a size for buildx: `4g`, `3584m`, `1000`. `-1` stays what it is. */
export function writeSize(bytes: number): string {
  for (const unit of ['t', 'g', 'm', 'k'] as const) {
    const scale = UNITS[unit] ?? 1;
    if (bytes >= scale && bytes % scale === 0) return `${bytes / scale}${unit}`;
  }
  return String(bytes);
}

function scaleOf(suffix: string): number | undefined {
  if (suffix === '' || suffix === 'b') return 1;
  if (!/^[kmgtp](b|ib)?$/.test(suffix)) return undefined;
  return UNITS[suffix.charAt(0)];
}

/** What Go's `strconv.ParseFloat` takes, but for the words for infinity and NaN, which no size can be. */
function readGoFloat(written: string): number | undefined {
  // Go allows an underscore between two digits and after the prefix 0x.
  const digit = /^[+-]?0x/i.test(written) ? '0-9a-fx' : '0-9';
  if (new RegExp(`(^|[^${digit}])_|_([^${digit}]|$)`, 'i').test(written)) return undefined;
  const text = written.replaceAll('_', '');
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return Number(text);
  const hex = /^([+-]?)0x([0-9a-f]*)\.?([0-9a-f]*)p([+-]?\d+)$/i.exec(text);
  if (hex === null) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = hex;
  if (whole + fraction === '') return undefined;
  const mantissa = Number.parseInt(whole + fraction, 16) * 2 ** (-4 * fraction.length);
  return (sign === '-' ? -1 : 1) * mantissa * 2 ** Number(exponent);
}
