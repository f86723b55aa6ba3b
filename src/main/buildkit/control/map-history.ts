import * as wire from '../gen/control_pb.js';
import type { Blob, BuildResult, HistoryEvent, HistoryRecord, HistoryUpdate } from './history-types.ts';
import { mapStatus } from './rpc-status.ts';
import type { ExporterSpec } from './solve-types.ts';
import { microsecondsOf } from './time.ts';

/** Undefined for an event without a record, which no daemon sends knowingly. */
export function mapHistoryEvent({ type, record }: wire.BuildHistoryEvent): HistoryEvent | undefined {
  if (!record) return undefined;
  switch (type) {
    case wire.BuildHistoryEventType.STARTED:
      return { kind: 'started', record: mapRecord(record) };
    case wire.BuildHistoryEventType.COMPLETE:
      return { kind: 'complete', record: mapRecord(record) };
    case wire.BuildHistoryEventType.DELETED:
      return { kind: 'deleted', ref: record.ref };
    default:
      return undefined;
  }
}

export function mapRecord(record: wire.BuildHistoryRecord): HistoryRecord {
  return {
    ref: record.ref,
    frontend: record.frontend,
    frontendAttrs: { ...record.frontendAttrs },
    exporters: record.exporters.map(mapExporter),
    ...(record.error ? { error: mapStatus(record.error) } : {}),
    ...(record.createdAt ? { createdAt: microsecondsOf(record.createdAt) } : {}),
    ...(record.completedAt ? { completedAt: microsecondsOf(record.completedAt) } : {}),
    ...(record.logs ? { logs: mapBlob(record.logs) } : {}),
    ...(record.trace ? { trace: mapBlob(record.trace) } : {}),
    ...(record.externalError ? { externalError: mapBlob(record.externalError) } : {}),
    frontendResult: { ...record.exporterResponse },
    ...(record.result ? { result: mapResult(record.result) } : {}),
    results: Object.fromEntries(Object.entries(record.results).map(([platform, one]) => [platform, mapResult(one)])),
    generation: record.generation,
    pinned: record.pinned,
    cachedSteps: record.numCachedSteps,
    totalSteps: record.numTotalSteps,
    completedSteps: record.numCompletedSteps,
    warnings: record.numWarnings,
  };
}

/** A change as the daemon reads it: delete wins over finalize, and neither means "set pinned". */
export function historyRequest(update: HistoryUpdate): {
  ref: string;
  pinned?: boolean;
  delete?: boolean;
  finalize?: boolean;
} {
  switch (update.kind) {
    case 'pin':
      return { ref: update.ref, pinned: update.pinned };
    case 'delete':
      return { ref: update.ref, delete: true };
    case 'finalize':
      return { ref: update.ref, finalize: true };
  }
}

function mapExporter({ type, attrs }: wire.Exporter): ExporterSpec {
  return { type, attrs: { ...attrs } };
}

function mapBlob(blob: wire.Descriptor): Blob {
  return {
    mediaType: blob.mediaType,
    digest: blob.digest,
    size: Number(blob.size),
    annotations: { ...blob.annotations },
  };
}

/** Before 0.13 there was one result and no index. */
function mapResult({ resultDeprecated, results, attestations }: wire.BuildResultInfo): BuildResult {
  const images: Record<number, Blob> = {};
  if (resultDeprecated) images[0] = mapBlob(resultDeprecated);
  for (const [index, blob] of Object.entries(results)) images[Number(index)] = mapBlob(blob);
  return { images, attestations: attestations.map(mapBlob) };
}
