import { create } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { UsageRecordSchema } from '../gen/control_pb.js';
import { WorkerRecordSchema } from '../gen/worker_pb.js';
import { mapUsage, mapVersion, mapWorker } from './map-worker.ts';

describe('mapWorker', () => {
  it('maps nanoseconds to microseconds and sizes to numbers', () => {
    const worker = create(WorkerRecordSchema, {
      id: 'w',
      labels: { a: 'b' },
      platforms: [{ os: 'linux', architecture: 'arm', variant: 'v7' }],
      gcPolicy: [{ keepDuration: 172_800_000_000_000n, maxUsedSpace: 2n ** 41n, filters: ['type==source.local'] }],
      cdiDevices: [{ name: 'gpu', autoAllow: true }],
    });
    expect(mapWorker(worker)).toEqual({
      id: 'w',
      labels: { a: 'b' },
      platforms: [{ os: 'linux', architecture: 'arm', variant: 'v7', osVersion: '' }],
      gcPolicy: [
        {
          all: false,
          filters: ['type==source.local'],
          keepDuration: 172_800_000_000,
          reservedSpace: 0,
          maxUsedSpace: 2 ** 41,
          minFreeSpace: 0,
        },
      ],
      devices: [{ name: 'gpu', autoAllow: true, onDemand: false, annotations: {} }],
    });
  });
});

describe('mapUsage', () => {
  it('takes the parent of old daemons where there are no parents', () => {
    expect(mapUsage(create(UsageRecordSchema, { id: 'c', parentDeprecated: 'p', size: 7n }))).toMatchObject({
      id: 'c',
      parents: ['p'],
      size: 7,
    });
    expect(mapUsage(create(UsageRecordSchema, { parentDeprecated: 'p', parents: ['a', 'b'] })).parents).toEqual([
      'a',
      'b',
    ]);
    expect(mapUsage(create(UsageRecordSchema, {})).parents).toEqual([]);
  });
});

it('mapVersion has empty texts for a daemon that says nothing', () => {
  expect(mapVersion(undefined)).toEqual({ package: '', version: '', revision: '', dockerfileVersion: '' });
});
