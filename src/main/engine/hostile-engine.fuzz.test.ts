import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { afterAll, beforeAll, expect } from 'vitest';
import { fuzz } from '../../../tools/fuzz/fuzz.ts';
import { cut, mutatedBytes, mutatedJson, mutatedJsonText } from '../../../tools/fuzz/mutate.ts';
import { assertUnpolluted, faultOf } from '../../../tools/fuzz/plain.ts';
import { SlipwayError } from '../../shared/contract/index.ts';
import { createFrameSplitter, demuxDuplex, type OutputChunk } from './demux.ts';
import { connectEngine } from './engine.ts';
import { environmentOf } from './environment.ts';
import { parseEvent } from './event-parse.ts';
import { linesOf } from './lines.ts';
import { parseStats, sampleOf } from './stats.ts';
import type { Engine } from './types-engine.ts';

/** What answers is any program: the socket of an Engine can be anybody's. */
let folder: string;
let server: http.Server;
let engine: Engine;
let answer: Uint8Array = new Uint8Array();
let parts: readonly Uint8Array[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-fuzz-engine-'));
  server = http.createServer((request, response) => {
    request.resume();
    response.setHeader('content-type', 'application/json');
    if (request.url?.startsWith('/version')) response.end('{"ApiVersion":"1.45","MinAPIVersion":"1.24"}');
    else if (parts.length > 0) for (const part of parts) response.write(part);
    if (parts.length > 0 || !request.url?.startsWith('/version')) response.end(parts.length > 0 ? undefined : answer);
  });
  await new Promise<void>((resolve) => server.listen(join(folder, 'sock'), resolve));
  engine = connectEngine(
    { kind: 'socket', path: join(folder, 'sock') },
    environmentOf({ env: {}, home: folder, platform: 'linux' }),
  );
});
afterAll(() => {
  engine.close();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const TIME = '2026-11-23T00:30:05.123456789Z';
const CONTAINER = {
  Id: 'abc',
  Name: '/b0',
  Created: TIME,
  Image: 'sha256:1',
  RestartCount: 1,
  State: {
    Status: 'running',
    Running: true,
    OOMKilled: false,
    ExitCode: 0,
    StartedAt: TIME,
    FinishedAt: '0001-01-01T00:00:00Z',
  },
  Config: { Image: 'moby/buildkit', Cmd: ['a'], Env: ['A=b'], Labels: { l: 'm' } },
  HostConfig: {
    Memory: 1,
    CpuQuota: -1,
    NetworkMode: 'bridge',
    RestartPolicy: { Name: 'always', MaximumRetryCount: 0 },
  },
  Mounts: [{ Type: 'volume', Name: 'v', Source: '/s', Destination: '/d', RW: true }],
  NetworkSettings: { Networks: { bridge: { NetworkID: 'n', IPAddress: '10.0.0.1' } } },
};
const CALLS: readonly { readonly sample: unknown; readonly call: () => Promise<unknown> }[] = [
  { sample: CONTAINER, call: () => engine.containers.inspect('b0') },
  {
    sample: [{ Id: 'a', Names: ['/b0'], Image: 'i', State: 'running', Labels: {} }],
    call: () => engine.containers.list(),
  },
  { sample: { Id: 'a', Warnings: ['w'] }, call: () => engine.containers.create('x', {}) },
  {
    sample: {
      ID: 'e',
      Name: 'h',
      NCPU: 2,
      MemTotal: 8e9,
      SecurityOptions: ['name=userns'],
      DriverStatus: [['driver-type', 'io.containerd.snapshotter.v1']],
      RegistryConfig: { Mirrors: ['m'] },
      Warnings: null,
      CgroupDriver: 'systemd',
      CgroupVersion: '2',
    },
    call: () => engine.info({ refresh: true }),
  },
  {
    sample: { Volumes: [{ Name: 'v', Driver: 'local', CreatedAt: TIME, Labels: null, Mountpoint: '/m' }] },
    call: () => engine.volumes.list(),
  },
  { sample: { Volumes: [{ Name: 'v', UsageData: { Size: 1, RefCount: 1 } }] }, call: () => engine.volumes.usage() },
  {
    sample: [
      {
        Id: 'n',
        Name: 'bridge',
        Driver: 'bridge',
        Scope: 'local',
        Internal: false,
        IPAM: { Config: [{ Subnet: '10.0.0.0/8' }] },
      },
    ],
    call: () => engine.networks.list(),
  },
  { sample: [{ Id: 'i', RepoTags: ['a:b', '<none>:<none>'], Size: 5 }], call: () => engine.images.list() },
  {
    sample: {
      Id: 'i',
      RepoTags: ['a'],
      Os: 'linux',
      Size: 1,
      Created: TIME,
      Config: { Env: ['A=b'], Entrypoint: null, Labels: { a: 'b' } },
    },
    call: () => engine.images.inspect('a'),
  },
];

const asked = fc
  .nat({ max: CALLS.length - 1 })
  .chain((index) => fc.tuple(fc.constant(index), mutatedJsonText(CALLS[index]?.sample)));

fuzz('any answer to a call is read or a typed failure', 1200, asked, async ([index, text]) => {
  parts = [];
  answer = Buffer.from(text);
  const outcome = await CALLS[index]?.call().catch((error: unknown) => {
    expect(error).toBeInstanceOf(SlipwayError);
  });
  // `raw` is the answer as it came, for what shows it whole.
  const seen = typeof outcome === 'object' && outcome !== null ? { ...outcome, raw: null } : null;
  expect(faultOf(seen, { text: 'any' })).toBeUndefined();
  assertUnpolluted();
});

const PROGRESS = [
  { status: 'Pulling from a', id: 'latest' },
  { status: 'Downloading', id: 'l', progressDetail: { current: 1, total: 5 }, progress: '[=>]' },
  { errorDetail: { message: 'no' }, error: 'no' },
  { stream: 'Loaded image: a:b\n' },
];
const lines = fc.array(mutatedJsonText(...PROGRESS), { maxLength: 6 }).map((some) => some.join('\r\n'));
const cuts = fc.array(fc.nat(), { maxLength: 6 });

fuzz(
  'any progress of a pull or load is read or a typed failure',
  300,
  fc.tuple(lines, cuts, fc.boolean()),
  async ([text, places, load]) => {
    parts = cut(Buffer.from(text), places).filter(({ length }) => length > 0);
    answer = new Uint8Array();
    const told: unknown[] = [];
    const onProgress = (line: unknown) => told.push(line);
    try {
      if (load) {
        const archive = new PassThrough();
        archive.end('x');
        told.push(await engine.images.load(archive, { onProgress }));
      } else await engine.images.pull('a', { onProgress });
    } catch (error) {
      expect(error).toBeInstanceOf(SlipwayError);
    }
    expect(faultOf(told, { text: 'any' })).toBeUndefined();
  },
);

const EVENT = {
  Type: 'container',
  Action: 'start',
  Actor: { ID: 'abc', Attributes: { name: 'b0', timeNano: '5' } },
  time: 1763858405,
  timeNano: 5,
};

fuzz(
  'a line of events is an event or nothing',
  3000,
  mutatedJsonText(EVENT, { ...EVENT, Type: 'volume' }, { ...EVENT, timeNano: undefined }),
  (line) => {
    const read = parseEvent(line);
    if (read === undefined) return;
    expect(faultOf(read, { bigint: true, text: 'any' })).toBeUndefined();
    expect(Number.isSafeInteger(read.event.at)).toBe(true);
    expect(read.nanos >= 0n).toBe(true);
    assertUnpolluted();
  },
);

const STATS = {
  read: TIME,
  cpu_stats: { cpu_usage: { total_usage: 5e9, percpu_usage: [1] }, system_cpu_usage: 9e9, online_cpus: 2 },
  memory_stats: { usage: 5, limit: 9, stats: { inactive_file: 2, total_inactive_file: 2 } },
  pids_stats: { current: 1 },
};

fuzz(
  'two readings make a sample of finite numbers',
  2000,
  fc.tuple(mutatedJson(STATS), mutatedJson(STATS)),
  ([before, after]) => {
    let readings: ReturnType<typeof parseStats>[];
    try {
      readings = [before, after].map((one) => parseStats(JSON.stringify(one) ?? ''));
    } catch {
      return;
    }
    const sample = sampleOf(readings[1] as never, readings[0] as never);
    expect(faultOf(sample ?? null)).toBeUndefined();
    for (const value of Object.values(sample ?? {}))
      if (typeof value === 'number') expect(value).toBeGreaterThanOrEqual(0);
  },
);

/** Real frames with damage, and headers that say anything. */
const frames = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.uint8Array({ maxLength: 30 })), { maxLength: 6 })
  .map((some) =>
    Buffer.concat(
      some.map(([id, data]) => {
        const header = Buffer.from([id, 0, 0, 0, 0, 0, 0, 0]);
        header.writeUInt32BE(data.length, 4);
        return Buffer.concat([header, data]);
      }),
    ),
  );

fuzz(
  'framed output is the same however it is cut, and a bad header always the same fault',
  3000,
  fc.tuple(mutatedBytes(frames), cuts, cuts),
  ([bytes, one, other]) => {
    const read = (places: readonly number[]) => {
      const split = createFrameSplitter();
      const streams: Record<OutputChunk['stream'], Buffer[]> = { stdout: [], stderr: [] };
      let fault = '';
      try {
        for (const part of cut(bytes, places)) for (const { stream, data } of split(part)) streams[stream].push(data);
      } catch (error) {
        fault = String(error);
      }
      return { fault, streams };
    };
    const joined = ({ fault, streams }: ReturnType<typeof read>) => [
      fault,
      Buffer.concat(streams.stdout),
      Buffer.concat(streams.stderr),
    ];
    const [first, second] = [read(one), read(other)];
    expect(first.fault).toBe(second.fault);
    if (first.fault === '') expect(joined(first)).toEqual(joined(second));
  },
);

fuzz(
  'a hijacked stream ends or fails, whatever comes',
  300,
  fc.tuple(mutatedBytes(frames), cuts),
  async ([bytes, places]) => {
    const raw = new PassThrough();
    const outer = demuxDuplex(raw);
    const ended = new Promise((resolve) => outer.once('close', resolve));
    outer.on('error', () => {});
    outer.resume();
    outer.end();
    for (const part of cut(bytes, places)) if (!raw.writableEnded) raw.push(part);
    raw.push(null);
    await ended;
  },
);

fuzz(
  'lines are the same however they are cut',
  500,
  fc.tuple(
    fc.string({ unit: 'binary' }).map((text) => text.replaceAll(' ', '\n')),
    cuts,
    cuts,
  ),
  async ([text, one, other]) => {
    const read = async (places: readonly number[]) => {
      const stream = new PassThrough();
      for (const part of cut(Buffer.from(text), places)) stream.write(part);
      stream.end();
      const found: string[] = [];
      for await (const line of linesOf(stream)) found.push(line);
      return found;
    };
    expect(await read(one)).toEqual(await read(other));
  },
);
