/**
 * What a BuildKit progress stream says, mapped from `moby.buildkit.v1.StatusResponse`
 * (moby/buildkit, api/services/control/control.proto). Times are integer microseconds since 1970 on the daemon's clock.
 *
 * Events may come one by one, merged, repeated or late; `reduce` gives the same build for each of these.
 */
export interface StatusEvent {
  readonly vertexes: readonly VertexState[];
  readonly statuses: readonly VertexProgress[];
  readonly logs: readonly VertexLog[];
  readonly warnings: readonly VertexWarning[];
}

/** One state of one vertex. A vertex can start and complete several times; each pair is an interval with its own `started`. */
export interface VertexState {
  readonly digest: string;
  /** Digests that it depends on. May name vertices that are never sent. */
  readonly inputs: readonly string[];
  readonly name: string;
  readonly cached: boolean;
  readonly started?: number;
  readonly completed?: number;
  /** Non-empty when it failed; ends with `context canceled` when it was cancelled. */
  readonly error?: string;
  readonly group?: ProgressGroup;
}

/** Vertices that BuildKit wants shown as one line. */
export interface ProgressGroup {
  readonly id: string;
  readonly name: string;
  /** A weak member alone does not bring the group to the screen. */
  readonly weak: boolean;
}

/** Progress of one part of a vertex, such as a layer or a transfer. Keyed by (vertex, id). */
export interface VertexProgress {
  readonly vertex: string;
  /** The text shown for it, such as `transferring context:` or a layer digest. */
  readonly id: string;
  /** What is being done: `transferring`, `downloading`, `extracting`, `done` or empty. */
  readonly name: string;
  /** Bytes (or items) so far. */
  readonly current: number;
  /** Bytes (or items) in all; 0 when not known. */
  readonly total: number;
  readonly timestamp?: number;
  readonly started?: number;
  readonly completed?: number;
}

/** A chunk of a step's output: not a line, and a UTF-8 sequence may be split between two chunks. */
export interface VertexLog {
  readonly vertex: string;
  /** 1 standard output, 2 standard error. */
  readonly stream: 1 | 2;
  readonly time: number;
  readonly bytes: Uint8Array;
}

/** A warning of a frontend or of a step. Repeated in each part of a split message. */
export interface VertexWarning {
  readonly vertex: string;
  readonly level: number;
  readonly short: string;
  readonly detail: readonly string[];
  readonly url?: string;
  readonly file?: string;
  readonly ranges: readonly SourceRange[];
}

/** Lines are 1-based, characters 0-based, as BuildKit sends them. */
export interface SourceRange {
  readonly startLine: number;
  readonly startCharacter: number;
  readonly endLine: number;
  readonly endCharacter: number;
}

export const EMPTY_STATUS: StatusEvent = { vertexes: [], statuses: [], logs: [], warnings: [] };
