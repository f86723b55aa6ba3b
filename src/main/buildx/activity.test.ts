import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeActivity, encodeActivity } from './activity.ts';

it('writes whole seconds in UTC without a line end', () => {
  expect(encodeActivity(new Date('2026-11-23T00:30:05.987Z'))).toBe('2026-11-23T00:30:05Z');
});

it.each([
  '2026-11-23T00:30:05Z\n',
  '',
  '2026-11-23',
  '2026-11-23 00:30:05Z',
  'x2026-11-23T00:30:05Z',
  '2026-13-23T00:30:05Z',
])('refuses %j, as Go does', (text) => {
  expect(decodeActivity(text)).toBeUndefined();
});

it('reads offsets and fractions', () => {
  expect(decodeActivity('2026-11-23T01:30:05.5+01:00')).toBe(Date.UTC(2026, 10, 23, 0, 30, 5, 500) * 1000);
});

it('gives back any second that was written', () => {
  const times = fc.date({ min: new Date(0), max: new Date('2255-01-01T23:59:59Z'), noInvalidDate: true });
  fc.assert(
    fc.property(times, (at) => {
      expect(decodeActivity(encodeActivity(at))).toBe(Math.floor(at.getTime() / 1000) * 1_000_000);
    }),
  );
});
