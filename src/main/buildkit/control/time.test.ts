import { create } from '@bufbuild/protobuf';
import { TimestampSchema } from '@bufbuild/protobuf/wkt';
import { describe, expect, it } from 'vitest';
import { microsecondsOf, microsecondsOfText } from './time.ts';

describe('microsecondsOf', () => {
  it('keeps microseconds and drops what is finer', () => {
    const timestamp = create(TimestampSchema, { seconds: 1_795_509_155n, nanos: 74_832_999 });
    expect(microsecondsOf(timestamp)).toBe(1_795_509_155_074_832);
  });
});

describe('microsecondsOfText', () => {
  it.each([
    ['2026-11-24T08:32:35.074832915Z', 1_795_509_155_074_832],
    ['2026-11-24T08:32:35Z', 1_795_509_155_000_000],
    ['2026-11-24T09:32:35.5+01:00', 1_795_509_155_500_000],
  ])('%s', (text, expected) => {
    expect(microsecondsOfText(text)).toBe(expected);
  });

  it('says so when it is no time', () => {
    expect(microsecondsOfText('soon')).toBeUndefined();
  });
});
