import { type Read, readable, unreadable } from './read.ts';

/** Nanoseconds of each unit that Go knows (time/format.go); the micro sign and the Greek letter both mean micro. */
const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};
const MAX = 2n ** 63n - 1n;
const RIGHT = 'Write numbers with units, such as 48h, 30m or 1h30m.';

/** A duration in microseconds, read as Go's `time.ParseDuration` does. What is below a microsecond is cut off. */
export function readDuration(text: string): Read<number> {
  const invalid = (wrong: string, original = `time: invalid duration ${quote(text)}`) =>
    unreadable(wrong, RIGHT, original);
  const negative = text.startsWith('-');
  const rest = /^[+-]/.test(text) ? text.slice(1) : text;
  if (rest === '0') return readable(0);
  if (rest === '') return invalid(text === '' ? 'No duration is given.' : `“${text}” is not a duration.`);

  let nanoseconds = 0n;
  let place = 0;
  const part = /(\d*)(\.(\d*))?([^\d.]*)/y;
  while (place < rest.length) {
    part.lastIndex = place;
    const [all = '', whole = '', , fraction = '', unit = ''] = part.exec(rest) ?? [];
    if (whole === '' && fraction === '') return invalid(`“${text}” is not a duration.`);
    if (unit === '') return invalid('A unit is missing.', `time: missing unit in duration ${quote(text)}`);
    const scale = UNITS[unit];
    if (scale === undefined) {
      const original = `time: unknown unit ${quote(unit)} in duration ${quote(text)}`;
      return invalid(`“${unit}” is not a unit of time.`, original);
    }
    nanoseconds += BigInt(whole === '' ? '0' : whole) * scale;
    if (fraction !== '') nanoseconds += (BigInt(fraction) * scale) / 10n ** BigInt(fraction.length);
    if (nanoseconds > MAX) return invalid('That duration is too long.');
    place += all.length;
  }
  const microseconds = Number(nanoseconds / 1000n);
  return readable(negative && microseconds !== 0 ? -microseconds : microseconds);
}

/** Microseconds as Go prints a duration: `48h0m0s`, `1m30s`, `1.5s`, `250ms`, `0s`. */
export function writeDuration(microseconds: number): string {
  const sign = microseconds < 0 ? '-' : '';
  const total = Math.abs(microseconds);
  if (total === 0) return '0s';
  if (total < 1000) return `${sign}${total}µs`;
  if (total < 1_000_000) return `${sign}${total / 1000}ms`;
  const minutes = Math.floor(total / 60_000_000);
  const seconds = `${(total - minutes * 60_000_000) / 1_000_000}s`;
  if (minutes === 0) return sign + seconds;
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${sign}${minutes}m${seconds}` : `${sign}${hours}h${minutes % 60}m${seconds}`;
}

/** As the time package quotes: what is not ASCII stands as the bytes that it has in UTF-8. */
function quote(text: string): string {
  const escaped = text
    .toWellFormed()
    .replace(/["\\]/g, '\\$&')
    .replace(/[^ -~]/gu, (char) =>
      encodeURIComponent(char)
        .replace(/^[^%]$/, (plain) => `%${plain.charCodeAt(0).toString(16).padStart(2, '0')}`)
        .toLowerCase()
        .replaceAll('%', '\\x'),
    );
  return `"${escaped}"`;
}
