import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readBoolean } from './boolean.ts';
import { readCpuset, writeCpuset } from './cpuset.ts';
import { readDuration, writeDuration } from './duration.ts';
import { readInteger } from './integer.ts';
import type { Read } from './read.ts';
import { readRestartPolicy, writeRestartPolicy } from './restart-policy.ts';
import { readSize, readSizeOrUnlimited, writeSize } from './size.ts';

function outcome<T>(read: Read<T>): T | string {
  return read.ok ? read.value : read.original;
}

describe('sizes, as docker/go-units 0.5.0 read them', () => {
  test.each<[string, number | string]>([
    ['4g', 4294967296],
    ['1.5g', 1610612736],
    ['512m', 536870912],
    ['100', 100],
    ['100b', 100],
    ['4 g', 4294967296],
    ['4  g', 'strconv.ParseFloat: parsing "4 ": invalid syntax'],
    ['4gb', 4294967296],
    ['4 GB', 4294967296],
    ['4GiB', 4294967296],
    ['4gig', "invalid suffix: 'gig'"],
    ['4Ki', "invalid suffix: 'ki'"],
    ['4x', "invalid suffix: 'x'"],
    ['4kbb', "invalid suffix: 'kbb'"],
    ['4bb', "invalid suffix: 'bb'"],
    ['4Gigs', "invalid suffix: 'Gigs'"],
    ['', "invalid size: ''"],
    ['g', "invalid size: 'g'"],
    ['-1', "invalid size: '-1'"],
    ['-1g', "invalid size: '-1g'"],
    ['1e3', 1000],
    ['1e3k', 1024000],
    ['.5g', 536870912],
    ['5.g', 5368709120],
    ['0x1p4', 16],
    ['0x1.8p1k', 3072],
    ['0x10', 'strconv.ParseFloat: parsing "0x10": invalid syntax'],
    ['1,5g', 'strconv.ParseFloat: parsing "1,5": invalid syntax'],
    ['+5m', 5242880],
    [' 5m', 'strconv.ParseFloat: parsing " 5": invalid syntax'],
    ['5 ', 5],
    ['5 m ', 'strconv.ParseFloat: parsing "5 m": invalid syntax'],
    ['0', 0],
    ['0.1', 0],
    ['3.9', 3],
    ['1_000', 1000],
    ['3_e2', 'strconv.ParseFloat: parsing "3_e2": invalid syntax'],
    ['1__0', 'strconv.ParseFloat: parsing "1__0": invalid syntax'],
    ['1e400', 'strconv.ParseFloat: parsing "1e400": value out of range'],
    ['inf', "invalid size: 'inf'"],
    ['1t', 1099511627776],
    ['1p', 1125899906842624],
  ])('%j', (text, expected) => {
    expect(outcome(readSize(text))).toBe(expected);
  });

  test('refuses what no number holds exactly', () => {
    expect(readSize('8193p').ok).toBe(false);
    expect(readSize('9007199254740993').ok).toBe(false);
  });

  test('knows exactly -1 as no limit, for swap alone', () => {
    expect(outcome(readSizeOrUnlimited('-1'))).toBe(-1);
    expect(readSizeOrUnlimited('-1b').ok).toBe(false);
    expect(readSizeOrUnlimited('-2').ok).toBe(false);
  });

  test('writes what it reads', () => {
    expect([4294967296, 3758096384, 1000, 1024, 0].map(writeSize)).toEqual(['4g', '3584m', '1000', '1k', '0']);
    fc.assert(
      fc.property(fc.nat({ max: Number.MAX_SAFE_INTEGER }), (bytes) => outcome(readSize(writeSize(bytes))) === bytes),
    );
  });
});

describe('durations, as Go 1.24 reads them', () => {
  test.each<[string, number | string]>([
    ['48h', 172800000000],
    ['1h30m', 5400000000],
    ['1.5s', 1500000],
    ['250ms', 250000],
    ['0', 0],
    ['+0', 0],
    ['-0', 0],
    ['', 'time: invalid duration ""'],
    ['-', 'time: invalid duration "-"'],
    ['1', 'time: missing unit in duration "1"'],
    ['1h30', 'time: missing unit in duration "1h30"'],
    ['1x', 'time: unknown unit "x" in duration "1x"'],
    ['1h 30m', 'time: unknown unit "h " in duration "1h 30m"'],
    ['.5s', 500000],
    ['1.s', 1000000],
    ['2µ', 'time: unknown unit "\\xc2\\xb5" in duration "2\\xc2\\xb5"'],
    ['.s', 'time: invalid duration ".s"'],
    ['1us', 1],
    ['1µs', 1],
    ['1μs', 1],
    ['1500ns', 1],
    ['1m1m', 120000000],
    ['-90s', -90000000],
    ['3000000h', 'time: invalid duration "3000000h"'],
  ])('%j', (text, expected) => {
    expect(outcome(readDuration(text))).toBe(expected);
  });

  test('writes as Go prints', () => {
    expect([172800000000, 5400000000, 1500000, 250000, 1, 1500, 0, -90000000].map(writeDuration)).toEqual([
      '48h0m0s',
      '1h30m0s',
      '1.5s',
      '250ms',
      '1µs',
      '1.5ms',
      '0s',
      '-1m30s',
    ]);
    fc.assert(
      fc.property(fc.integer({ min: -1e15, max: 1e15 }), (time) => outcome(readDuration(writeDuration(time))) === time),
    );
  });
});

describe('booleans, as strconv.ParseBool reads them', () => {
  test.each(['1', 't', 'T', 'TRUE', 'true', 'True'])('%s', (text) => expect(outcome(readBoolean(text))).toBe(true));
  test.each(['0', 'f', 'F', 'FALSE', 'false', 'False'])('%s', (text) => expect(outcome(readBoolean(text))).toBe(false));
  test.each(['', 'yes', 'tRuE', ' true', 'on'])('%j is neither', (text) => {
    expect(outcome(readBoolean(text))).toBe(`strconv.ParseBool: parsing "${text}": invalid syntax`);
  });
});

describe('integers, as strconv.ParseInt reads them', () => {
  test.each<[string, number | string]>([
    ['200000', 200000],
    ['-1', -1],
    ['+5', 5],
    ['007', 7],
    ['', 'strconv.ParseInt: parsing "": invalid syntax'],
    ['1e5', 'strconv.ParseInt: parsing "1e5": invalid syntax'],
    ['1_000', 'strconv.ParseInt: parsing "1_000": invalid syntax'],
    ['2.0', 'strconv.ParseInt: parsing "2.0": invalid syntax'],
    ['9223372036854775808', 'strconv.ParseInt: parsing "9223372036854775808": value out of range'],
  ])('%j', (text, expected) => {
    expect(outcome(readInteger(text))).toBe(expected);
  });
});

describe('restart policies', () => {
  test.each<[string, { name: string; maximumRetryCount: number } | string]>([
    ['always', { name: 'always', maximumRetryCount: 0 }],
    ['on-failure:3', { name: 'on-failure', maximumRetryCount: 3 }],
    ['on-failure:', { name: 'on-failure', maximumRetryCount: 0 }],
    ['', { name: '', maximumRetryCount: 0 }],
    ['nonsense', { name: 'nonsense', maximumRetryCount: 0 }],
    [':3', 'invalid restart policy format: no policy provided before colon'],
    ['on-failure:x', 'invalid restart policy format: maximum retry count must be an integer'],
    ['on-failure:3:4', 'invalid restart policy format: maximum retry count must be an integer'],
  ])('%j', (text, expected) => {
    expect(outcome(readRestartPolicy(text))).toEqual(expected);
  });

  test('is written back', () => {
    expect(writeRestartPolicy({ name: 'on-failure', maximumRetryCount: 3 })).toBe('on-failure:3');
    expect(writeRestartPolicy({ name: 'no', maximumRetryCount: 0 })).toBe('no');
  });
});

describe('core lists', () => {
  test.each<[string, readonly number[]]>([
    ['', []],
    ['0', [0]],
    ['0-3', [0, 1, 2, 3]],
    ['8,0-1', [0, 1, 8]],
    ['2,2-3', [2, 3]],
    [' 1 , 3-4', [1, 3, 4]],
  ])('%j', (text, expected) => {
    expect(outcome(readCpuset(text))).toEqual(expected);
  });
  test.each(['a', '1-', '-1', '3-1', '0,,1', '0-99999'])('%j is refused', (text) => {
    expect(readCpuset(text).ok).toBe(false);
  });
  test('writes the shortest list that reads back to the same cores', () => {
    expect(writeCpuset([3, 0, 1, 8, 2])).toBe('0-3,8');
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat({ max: 300 })), (cores) => {
        expect(outcome(readCpuset(writeCpuset(cores)))).toEqual([...cores].sort((a, b) => a - b));
      }),
    );
  });
});
