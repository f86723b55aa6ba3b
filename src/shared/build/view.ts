import type { SourceRange } from './status-event.ts';

/**
 * A build as the screen sees it: what `normalise` makes of everything that the stream has said so far.
 * Times are integer microseconds on the daemon's clock; sizes are bytes.
 */
export interface BuildView {
  readonly steps: readonly BuildStep[];
  /**
   * The prepare stage first, the result stage last; between them by platform, depth and name. The order in which they came
   * does not matter, so that a build that is joined late looks the same and nothing moves when it starts.
   */
  readonly stages: readonly BuildStage[];
  readonly warnings: readonly BuildWarning[];
  readonly counts: StepCounts;
}

export type StepStatus = 'waiting' | 'running' | 'cached' | 'done' | 'failed' | 'cancelled';

/** One station of the graph: a vertex, or all members of a progress group. */
export interface BuildStep {
  /** Digest of the vertex, or `group:` and the id of the progress group. Stable for the whole build. */
  readonly id: string;
  /** As BuildKit named it, such as `[build 3/5] RUN make`. */
  readonly name: string;
  readonly stage: string;
  readonly platform?: string;
  /** Capital keyword shown before the text: `FROM`, `RUN`, `COPY` and so on; empty for steps that no instruction made. */
  readonly keyword: string;
  /** What follows the keyword, on one line. */
  readonly text: string;
  /** Number within its stage and how many there are, as BuildKit counts (`3/5`). */
  readonly position?: { readonly index: number; readonly of: number };
  readonly status: StepStatus;
  readonly started?: number;
  readonly completed?: number;
  /** Sum of the union of its finished intervals, µs. A running step adds now minus `runningSince`. */
  readonly duration: number;
  readonly runningSince?: number;
  /** Steps that it depends on, by id; never itself, never unknown ids. */
  readonly inputs: readonly string[];
  readonly error?: string;
  readonly transfers: readonly StepTransfer[];
  /** How many warnings of the build belong to it. */
  readonly warnings: number;
}

export interface StepTransfer {
  readonly id: string;
  readonly action: string;
  readonly current: number;
  readonly total: number;
  readonly started?: number;
  readonly completed?: number;
}

export interface BuildStage {
  /** `prepare`, `result`, `other`, or `stage:` with the platform and name of a Dockerfile stage. */
  readonly id: string;
  readonly kind: 'prepare' | 'stage' | 'result';
  readonly name: string;
  readonly platform?: string;
  readonly steps: readonly string[];
}

export interface BuildWarning {
  readonly step: string;
  readonly short: string;
  readonly detail: readonly string[];
  readonly url?: string;
  readonly file?: string;
  readonly ranges: readonly SourceRange[];
}

export interface StepCounts {
  readonly total: number;
  /** Done, from cache or failed. */
  readonly ended: number;
  readonly cached: number;
  readonly running: number;
  readonly failed: number;
}
