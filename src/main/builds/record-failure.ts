import type { BuildFailure } from '../../shared/contract/index.ts';
import { type ControlClient, decodeStatus, type HistoryRecord } from '../buildkit/index.ts';
import { explainFailure } from './explain.ts';

/** Bytes of an error blob that are read: sources and stacks of a large Dockerfile fit many times. */
const MOST = 8 * 1024 * 1024;

/**
 * Why a recorded build failed. The record's own error has no details; the blob `externalError` has all of them
 * (moby/buildkit solver/llbsolver/history.go, from 0.15 on). Where the blob is gone the message alone is explained.
 */
export async function recordFailure(
  record: HistoryRecord,
  control: ControlClient | undefined,
): Promise<BuildFailure | undefined> {
  if (record.error === undefined) return undefined;
  if (record.externalError !== undefined && control !== undefined) {
    try {
      const parts: Uint8Array[] = [];
      let size = 0;
      for await (const part of control.readContent(record.externalError.digest)) {
        size += part.length;
        if (size > MOST) break;
        parts.push(part);
      }
      const status = decodeStatus(Buffer.concat(parts));
      if (status !== undefined) return explainFailure(status);
    } catch {
      // Collected by BuildKit's own clean-up: say what the record says.
    }
  }
  return explainFailure(record.error);
}
