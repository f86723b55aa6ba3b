import type { Timestamp } from '@bufbuild/protobuf/wkt';

/** Microseconds since 1970, as a safe integer: what is before 1684 or after 2255 is told as that. */
export function microsecondsOf(timestamp: Timestamp): number {
  const exact = Number(timestamp.seconds) * 1_000_000 + Math.floor(timestamp.nanos / 1000);
  return Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, exact));
}

export function nanosecondsToMicroseconds(nanoseconds: bigint): number {
  return Number(nanoseconds / 1000n);
}

/** RFC 3339 with up to nine decimals, as Go prints it; undefined if it is no time. */
export function microsecondsOfText(text: string): number | undefined {
  const match = /^(.*?)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(text);
  const milliseconds = match ? Date.parse(`${match[1]}${match[3]}`) : Number.NaN;
  const time = milliseconds * 1000 + Number((match?.[2] ?? '').padEnd(6, '0').slice(0, 6));
  return Number.isSafeInteger(time) ? time : undefined;
}
