import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { type Timestamp, TimestampSchema } from '@bufbuild/protobuf/wkt';
import fc from 'fast-check';
import { expect } from 'vitest';
import { fuzz } from '../../../../tools/fuzz/fuzz.ts';
import { HOSTILE_NAMES, mutatedBytes, mutatedJsonText, mutatedText } from '../../../../tools/fuzz/mutate.ts';
import { assertUnpolluted, faultOf } from '../../../../tools/fuzz/plain.ts';
import {
  BuildHistoryEventSchema,
  type BuildHistoryEventType,
  BuildHistoryRecordSchema,
  StatusResponseSchema,
  UsageRecordSchema,
} from '../gen/control_pb.js';
import { StatusSchema } from '../gen/status_pb.js';
import { WorkerRecordSchema } from '../gen/worker_pb.js';
import { mapHistoryEvent } from './map-history.ts';
import { mapStatusResponse } from './map-status.ts';
import { mapUsage, mapWorker } from './map-worker.ts';
import { decodeStatus } from './rpc-status.ts';
import { microsecondsOfText } from './time.ts';

const int64 = fc.oneof(
  fc.constantFrom(0n, 1n, -1n, 2n ** 53n, -(2n ** 63n), 2n ** 63n - 1n),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
);
const int32 = fc.constantFrom(0, 1, -1, 2 ** 31 - 1, -(2 ** 31));
const text = fc.oneof(fc.constantFrom('', 'sha256:a', ...HOSTILE_NAMES), fc.string({ unit: 'grapheme', maxLength: 8 }));
const bytes = fc.uint8Array({ maxLength: 12 });
const time: fc.Arbitrary<Timestamp> = fc
  .record({ seconds: int64, nanos: int32 })
  .map((init) => create(TimestampSchema, init));
const maybeTime = fc.option(time, { nil: undefined });
const map = fc.array(fc.tuple(text, text), { maxLength: 3 }).map((entries) => Object.fromEntries(entries));

/** Leaves out what is undefined: a message has no such fields. */
function present<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

const status = fc
  .record({
    vertexes: fc.array(
      fc
        .record({
          digest: text,
          inputs: fc.array(text, { maxLength: 3 }),
          name: text,
          cached: fc.boolean(),
          started: maybeTime,
          completed: maybeTime,
          error: text,
          progressGroup: fc.option(fc.record({ id: text, name: text, weak: fc.boolean() }), { nil: undefined }),
        })
        .map(present),
      { maxLength: 3 },
    ),
    statuses: fc.array(
      fc
        .record({ id: text, vertex: text, name: text, current: int64, total: int64, timestamp: maybeTime })
        .map(present),
      { maxLength: 2 },
    ),
    logs: fc.array(fc.record({ vertex: text, timestamp: maybeTime, stream: int64, msg: bytes }).map(present), {
      maxLength: 2,
    }),
    warnings: fc.array(
      fc.record({
        vertex: text,
        level: int64,
        short: bytes,
        detail: fc.array(bytes, { maxLength: 2 }),
        url: text,
        ranges: fc.array(
          fc.record({
            start: fc.record({ line: int32, character: int32 }),
            end: fc.record({ line: int32, character: int32 }),
          }),
          { maxLength: 2 },
        ),
      }),
      { maxLength: 2 },
    ),
  })
  .map((init) =>
    toBinary(StatusResponseSchema, create(StatusResponseSchema, init as MessageInitShape<typeof StatusResponseSchema>)),
  );

/** Times are integers that JavaScript holds exactly, whatever the daemon's clock says. */
function assertTimes(value: unknown, key = ''): void {
  if (typeof value === 'number' && /^(started|completed|timestamp|time|createdAt|completedAt|lastUsedAt)$/.test(key)) {
    expect(Number.isSafeInteger(value)).toBe(true);
  } else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
    for (const [name, held] of Object.entries(value)) assertTimes(held, name);
  }
}

function assertPlain(value: unknown): void {
  expect(faultOf(value)).toBeUndefined();
  assertTimes(value);
  assertUnpolluted();
}

/** Undefined where the bytes are no such message, which the client tells as a broken stream. */
function decoded<T>(decode: () => T): T | undefined {
  try {
    return decode();
  } catch {
    return undefined;
  }
}

fuzz('any bytes of a status message are plain events, or no message', 2500, mutatedBytes(status), (raw) => {
  const message = decoded(() => fromBinary(StatusResponseSchema, raw));
  if (message) {
    const event = mapStatusResponse(message);
    assertPlain(event);
    for (const { digest } of event.vertexes) expect(digest).not.toBe('');
  }
});

const descriptor = fc.record({ mediaType: text, digest: text, size: int64, annotations: map });
const result = fc
  .record({
    resultDeprecated: fc.option(descriptor, { nil: undefined }),
    results: fc
      .array(fc.tuple(int64, descriptor), { maxLength: 2 })
      .map((entries) => Object.fromEntries(entries.map(([index, one]) => [String(index), one]))),
    attestations: fc.array(descriptor, { maxLength: 1 }),
  })
  .map(present);
const JSON_DETAILS = [
  { digest: 'sha256:a' },
  {
    info: { filename: 'Dockerfile', language: 'Dockerfile', data: 'RlJPTSBh' },
    ranges: [{ start: { line: 3, character: 1 }, end: { line: 4 } }],
  },
  { Code: 1 },
];
const NAMES = [
  'github.com/moby/buildkit/errdefs.Vertex+json',
  'github.com/moby/buildkit/errdefs.Source+json',
  'github.com/moby/buildkit/gatewayapi.ExitMessage+json',
  'github.com/moby/buildkit/stack.Stack+json',
  'x',
];
const rpcStatus = fc
  .record({
    code: int32,
    message: text,
    details: fc.array(
      fc
        .tuple(fc.constantFrom(...NAMES), mutatedJsonText(...JSON_DETAILS))
        .map(([typeUrl, json]) => ({ typeUrl, value: new TextEncoder().encode(json) })),
      { maxLength: 3 },
    ),
  })
  .map((init) => create(StatusSchema, init));
const history = fc
  .record({
    ref: text,
    frontend: text,
    frontendAttrs: map,
    exporters: fc.array(fc.record({ type: text, attrs: map }), { maxLength: 2 }),
    error: fc.option(rpcStatus, { nil: undefined }),
    createdAt: maybeTime,
    completedAt: maybeTime,
    logs: fc.option(descriptor, { nil: undefined }),
    exporterResponse: map,
    result: fc.option(result, { nil: undefined }),
    results: fc.array(fc.tuple(text, result), { maxLength: 2 }).map((entries) => Object.fromEntries(entries)),
    generation: int32,
    pinned: fc.boolean(),
    numCachedSteps: int32,
  })
  .map((init) => create(BuildHistoryRecordSchema, present(init) as MessageInitShape<typeof BuildHistoryRecordSchema>));

fuzz(
  'any bytes of a history event are plain records, or no message',
  1500,
  fc
    .tuple(history, fc.constantFrom(...[0, 1, 2, 77]))
    .chain(([record, type]) =>
      mutatedBytes(
        fc.constant(
          toBinary(
            BuildHistoryEventSchema,
            create(BuildHistoryEventSchema, { type: type as BuildHistoryEventType, record }),
          ),
        ),
      ),
    ),
  (raw) => {
    const message = decoded(() => fromBinary(BuildHistoryEventSchema, raw));
    if (message) assertPlain(mapHistoryEvent(message) ?? null);
  },
);

fuzz("any details of an error are a status; none hides the error's own words", 1500, rpcStatus, (init) => {
  const read = decodeStatus(toBinary(StatusSchema, init));
  expect(read?.message).toBe(init.message);
  assertPlain(read);
  for (const { ranges } of read?.sources ?? []) {
    for (const range of ranges)
      for (const place of Object.values(range)) expect(Number.isSafeInteger(place)).toBe(true);
  }
});

fuzz(
  'any bytes are a status or none',
  1500,
  mutatedBytes(rpcStatus.map((one) => toBinary(StatusSchema, one))),
  (raw) => {
    assertPlain(decodeStatus(raw) ?? null);
  },
);

const worker = fc.record({
  id: text,
  labels: map,
  platforms: fc.array(fc.record({ os: text, architecture: text, variant: text, osVersion: text }), { maxLength: 2 }),
  gcPolicy: fc.array(
    fc.record({
      all: fc.boolean(),
      filters: fc.array(text, { maxLength: 1 }),
      keepDuration: int64,
      reservedSpace: int64,
      maxUsedSpace: int64,
      minFreeSpace: int64,
    }),
    { maxLength: 2 },
  ),
});
fuzz(
  'any bytes of a worker or of a cache record are plain facts, or no message',
  1000,
  fc.tuple(
    mutatedBytes(worker.map((init) => toBinary(WorkerRecordSchema, create(WorkerRecordSchema, init)))),
    mutatedBytes(
      fc
        .record({
          id: text,
          size: int64,
          usageCount: int64,
          createdAt: maybeTime,
          lastUsedAt: maybeTime,
          parents: fc.array(text, { maxLength: 2 }),
        })
        .map((init) =>
          toBinary(
            UsageRecordSchema,
            create(UsageRecordSchema, present(init) as MessageInitShape<typeof UsageRecordSchema>),
          ),
        ),
    ),
  ),
  ([first, second]) => {
    const one = decoded(() => fromBinary(WorkerRecordSchema, first));
    if (one) assertPlain(mapWorker(one));
    const other = decoded(() => fromBinary(UsageRecordSchema, second));
    if (other) assertPlain(mapUsage(other));
  },
);

fuzz(
  'a time as text is microseconds or none',
  1500,
  mutatedText(
    fc.constantFrom(
      '2026-11-23T00:30:05.123456789Z',
      '2026-11-23T00:30:05+01:00',
      '-271821-04-20T00:00:00Z',
      '+275760-09-13T00:00:00Z',
    ),
  ),
  (written) => {
    const read = microsecondsOfText(written);
    expect(read === undefined || Number.isSafeInteger(read)).toBe(true);
  },
);
