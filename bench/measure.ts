import type { Testbed } from '../tools/testbed/testbed.ts';

/** What one side took, and what the other took for the same work right before or after; without a peer there is no other. */
export interface Pair {
  readonly ours: number;
  readonly peer: number | null;
}

/** Work that Slipway and the buildx CLI both do, or Slipway alone. */
export interface Measure {
  /** Name in the results, such as `upload-small-engine`. */
  readonly name: string;
  readonly unit: 's' | 'ms';
  /** Pairs (rounds, where there is no peer) that are taken unless told otherwise. */
  readonly pairs: number;
  /** Makes what both sides work on; returns the work and what removes it. */
  prepare(bed: Testbed): Promise<PreparedMeasure>;
}

export interface PreparedMeasure {
  /** One round of ours; resolves with the figure, in the measure's unit. */
  ours(): Promise<number>;
  /** The same of the buildx CLI; null where it does nothing of the kind, so that our figure stands alone. */
  readonly peer: (() => Promise<number>) | null;
  dispose(): Promise<void>;
}

/** A row of the results. */
export interface MeasureResult {
  readonly measure: string;
  /** Medians, in `unit`. */
  readonly ours: number;
  /** Null where there is no peer; then `ratio` is, too. */
  readonly peer: number | null;
  readonly unit: string;
  readonly ratio: number | null;
  /** Bounds of an interval that holds the true median of the ratio (without a peer: of `ours`) with at least 90 %. */
  readonly low: number;
  readonly high: number;
  /** How many pairs, or rounds, were taken. */
  readonly pairs: number;
}
