import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { microsOf } from './answers.ts';
import { parseEvent } from './event-parse.ts';
import { withGoKeys } from './go-json.ts';
import { parseImageReference } from './image-reference.ts';
import { compareVersions } from './request.ts';
import { parseStats, sampleOf } from './stats.ts';

describe('times', () => {
  it.each([
    ['2026-11-23T00:30:05.123456789Z', Date.UTC(2026, 10, 23, 0, 30, 5) * 1000 + 123456],
    ['2026-11-23T01:30:05+01:00', Date.UTC(2026, 10, 23, 0, 30, 5) * 1000],
    ['0001-01-01T00:00:00Z', undefined],
    ['', undefined],
    ['yesterday', undefined],
  ])('%j', (text, micros) => {
    expect(microsOf(text)).toBe(micros);
  });
});

describe('events', () => {
  const line =
    '{"Type":"container","Action":"start","Actor":{"ID":"abc","Attributes":{"name":"b0","image":"i"}},"scope":"local","time":1763858405,"timeNano":1763858405123456789}';
  it('keep their nanoseconds', () => {
    expect(parseEvent(line)).toEqual({
      event: {
        type: 'container',
        action: 'start',
        id: 'abc',
        name: 'b0',
        attributes: { name: 'b0', image: 'i' },
        at: 1763858405123456,
      },
      nanos: 1763858405123456789n,
    });
  });
  it('name a volume by its id', () => {
    const read = parseEvent(
      '{"Type":"volume","Action":"create","Actor":{"ID":"v","Attributes":{"driver":"local"}},"timeNano":5}',
    );
    expect(read).toMatchObject({ event: { name: 'v' }, nanos: 5n });
  });
  it.each(['exec_create: buildctl dial-stdio', 'exec_start: x', 'exec_die'])('leave out %s', (action) => {
    expect(parseEvent(line.replace('"start"', JSON.stringify(action)))).toBeUndefined();
  });
  it('leave out other kinds', () => {
    expect(parseEvent(line.replace('"container"', '"daemon"'))).toBeUndefined();
  });
});

describe('image references', () => {
  it.each([
    ['alpine', { domain: 'docker.io', path: 'library/alpine', tag: 'latest', digest: '' }],
    ['me/app:1.2', { domain: 'docker.io', path: 'me/app', tag: '1.2', digest: '' }],
    ['index.docker.io/library/a', { domain: 'docker.io', path: 'library/a', tag: 'latest', digest: '' }],
    ['localhost/x', { domain: 'localhost', path: 'x', tag: 'latest', digest: '' }],
    ['10.0.0.1:5000/a/b:t@sha256:ab', { domain: '10.0.0.1:5000', path: 'a/b', tag: 't', digest: 'sha256:ab' }],
    ['h.example/a@sha256:ab', { domain: 'h.example', path: 'a', tag: '', digest: 'sha256:ab' }],
  ])('%s', (text, read) => {
    expect(parseImageReference(text)).toEqual(read);
  });
});

describe('versions', () => {
  it('are ordered by number', () => {
    const version = fc.tuple(fc.nat(3), fc.nat(120));
    fc.assert(
      fc.property(version, version, (a, b) => {
        const expected = Math.sign(a[0] * 1000 + a[1] - b[0] * 1000 - b[1]);
        expect(Math.sign(compareVersions(a.join('.'), b.join('.')))).toBe(expected);
      }),
    );
  });
});

describe('Go’s keys', () => {
  it('are found in any case, the exact one first', () => {
    expect(withGoKeys({ NAME: 1, other: 2 }, ['Name'])).toEqual({ Name: 1, other: 2 });
    expect(withGoKeys({ name: 1, Name: 2 }, ['Name'])).toEqual({ Name: 2 });
    expect(withGoKeys({ Name: 2, name: 1 }, ['Name'])).toEqual({ Name: 2 });
    expect(withGoKeys([1], ['Name'])).toEqual([1]);
  });
});

describe('stats', () => {
  const reading = (at: string, cpu: number, system: number, stats: object, usage = 100) =>
    parseStats(
      JSON.stringify({
        read: at,
        cpu_stats: { cpu_usage: { total_usage: cpu }, system_cpu_usage: system, online_cpus: 2 },
        memory_stats: { usage, limit: 1000, stats },
        pids_stats: { current: 3 },
      }),
    );
  const first = reading('2026-11-23T00:00:00Z', 0, 0, {});

  it('give cores in use and memory without the cache, on both cgroup versions', () => {
    expect(sampleOf(first, undefined)).toMatchObject({
      cores: undefined,
      memory: 100,
      memoryLimit: 1000,
      processes: 3,
    });
    const v1 = reading('2026-11-23T00:00:01Z', 1_500, 2_000, { total_inactive_file: 40, inactive_file: 1 });
    expect(sampleOf(v1, first)).toMatchObject({ cores: 1.5, memory: 60 });
    const v2 = reading('2026-11-23T00:00:01Z', 500, 2_000, { inactive_file: 30 });
    expect(sampleOf(v2, first)).toMatchObject({ cores: 0.5, memory: 70 });
  });

  it('do not trust a cache above the usage, nor a counter that went back', () => {
    const odd = reading('2026-11-23T00:00:01Z', 0, 2_000, { inactive_file: 300 });
    const before = reading('2026-11-23T00:00:00Z', 900, 1_000, {});
    expect(sampleOf(odd, before)).toMatchObject({ cores: undefined, memory: 100 });
  });

  it('are none for a container that does not run', () => {
    const line = '{"read":"0001-01-01T00:00:00Z","cpu_stats":{"cpu_usage":{"total_usage":0}},"memory_stats":{}}';
    expect(sampleOf(parseStats(line), first)).toBeUndefined();
  });
});
