import type { Capabilities } from '../capabilities.ts';
import type { RpcStatus } from './rpc-error.ts';
import type { ExporterSpec } from './solve-types.ts';

/** A blob that the daemon keeps for a record; fetch with `readContent(digest)`. */
export interface Blob {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly annotations: Readonly<Record<string, string>>;
}

/** What a build left: `images` by exporter index. */
export interface BuildResult {
  readonly images: Readonly<Record<number, Blob>>;
  readonly attestations: readonly Blob[];
}

/**
 * BuildKit's record of a build. Times in microseconds of the daemon's clock. Build arguments in `frontendAttrs` may be secret.
 *
 * `frontendResult` is the field that the wire calls ExporterResponse; in a record it holds the frontend's result metadata.
 */
export interface HistoryRecord {
  readonly ref: string;
  readonly frontend: string;
  readonly frontendAttrs: Readonly<Record<string, string>>;
  readonly exporters: readonly ExporterSpec[];
  readonly error?: RpcStatus;
  readonly createdAt?: number;
  /** Absent while the build runs. */
  readonly completedAt?: number;
  readonly logs?: Blob;
  readonly trace?: Blob;
  readonly externalError?: Blob;
  readonly frontendResult: Readonly<Record<string, string>>;
  readonly result?: BuildResult;
  /** By platform, such as `linux/arm64`. */
  readonly results: Readonly<Record<string, BuildResult>>;
  /** Grows with each change of the record; keep the highest. */
  readonly generation: number;
  readonly pinned: boolean;
  readonly cachedSteps: number;
  readonly totalSteps: number;
  readonly completedSteps: number;
  readonly warnings: number;
}

/** `complete` comes again for every later change of a record (pin, trace); upsert by ref. `deleted` carries only the ref. */
export type HistoryEvent =
  | { readonly kind: 'started'; readonly record: HistoryRecord }
  | { readonly kind: 'complete'; readonly record: HistoryRecord }
  | { readonly kind: 'deleted'; readonly ref: string };

/** One change of a record. `finalize` waits until the trace is stored; a BuildKit that knows it not is not asked. */
export type HistoryUpdate =
  | { readonly kind: 'pin'; readonly ref: string; readonly pinned: boolean }
  | { readonly kind: 'delete'; readonly ref: string }
  | { readonly kind: 'finalize'; readonly ref: string; readonly capabilities: Pick<Capabilities, 'has'> };
