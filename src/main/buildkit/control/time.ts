import type { Timestamp } from '@bufbuild/protobuf/wkt';

/** Microseconds since 1970; safe integers until the year 2255. */
export function microsecondsOf(timestamp: Timestamp): number {
  return Number(timestamp.seconds) * 1_000_000 + Math.floor(timestamp.nanos / 1000);
}

export function nanosecondsToMicroseconds(nanoseconds: bigint): number {
  return Number(nanoseconds / 1000n);
}

/** RFC 3339 with up to nine decimals, as Go prints it; undefined if it is no time. */
export function microsecondsOfText(text: string): number | undefined {
  const match = /^(.*?)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(text);
  const milliseconds = match ? Date.parse(`${match[1]}${match[3]}`) : Number.NaN;
  if (!match || Number.isNaN(milliseconds)) return undefined;
  return milliseconds * 1000 + Number((match[2] ?? '').padEnd(6, '0').slice(0, 6));
}
