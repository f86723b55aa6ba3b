import type * as wire from '../gen/control_pb.js';
import type * as types from '../gen/worker_pb.js';
import { microsecondsOf, nanosecondsToMicroseconds } from './time.ts';
import type { BuildkitVersion, CacheRecord, CdiDevice, GcPolicy, Worker } from './worker-types.ts';

export function mapVersion(version: types.BuildkitVersion | undefined): BuildkitVersion {
  return {
    package: version?.package ?? '',
    version: version?.version ?? '',
    revision: version?.revision ?? '',
    dockerfileVersion: version?.dockerfileVersion ?? '',
  };
}

export function mapWorker(record: types.WorkerRecord): Worker {
  return {
    id: record.id,
    labels: { ...record.labels },
    platforms: record.platforms.map(({ os, architecture, variant, osVersion }) => ({
      os,
      architecture,
      variant,
      osVersion,
    })),
    gcPolicy: record.gcPolicy.map(mapPolicy),
    ...(record.buildkitVersion ? { version: mapVersion(record.buildkitVersion) } : {}),
    devices: record.cdiDevices.map(mapDevice),
  };
}

export function mapUsage(record: wire.UsageRecord): CacheRecord {
  const { parents, parentDeprecated } = record;
  return {
    id: record.id,
    type: record.recordType,
    description: record.description,
    size: Number(record.size),
    mutable: record.mutable,
    inUse: record.inUse,
    shared: record.shared,
    parents: parents.length > 0 || parentDeprecated === '' ? parents : [parentDeprecated],
    usageCount: Number(record.usageCount),
    ...(record.createdAt ? { createdAt: microsecondsOf(record.createdAt) } : {}),
    ...(record.lastUsedAt ? { lastUsedAt: microsecondsOf(record.lastUsedAt) } : {}),
  };
}

function mapPolicy(policy: types.GCPolicy): GcPolicy {
  return {
    all: policy.all,
    filters: policy.filters,
    keepDuration: nanosecondsToMicroseconds(policy.keepDuration),
    reservedSpace: Number(policy.reservedSpace),
    maxUsedSpace: Number(policy.maxUsedSpace),
    minFreeSpace: Number(policy.minFreeSpace),
  };
}

function mapDevice({ name, autoAllow, onDemand, annotations }: types.CDIDevice): CdiDevice {
  return { name, autoAllow, onDemand, annotations: { ...annotations } };
}
