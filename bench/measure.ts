import type { Testbed } from '../tools/testbed/testbed.ts';

/** One pair of times of the same work, taken one after the other. */
export interface Pair {
  readonly ours: number;
  readonly peer: number;
}

/** Work that Slipway and the buildx CLI both do. */
export interface Measure {
  /** Name in the results, such as `upload-small-engine`. */
  readonly name: string;
  readonly unit: 's';
  /** Pairs that are taken unless told otherwise. */
  readonly pairs: number;
  /** Makes what both sides work on; returns the work and what removes it. */
  prepare(bed: Testbed): Promise<PreparedMeasure>;
}

export interface PreparedMeasure {
  ours(): Promise<number>;
  peer(): Promise<number>;
  dispose(): Promise<void>;
}

/** A row of the results. */
export interface MeasureResult {
  readonly measure: string;
  /** Medians, in `unit`. */
  readonly ours: number;
  readonly peer: number;
  readonly unit: string;
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  readonly pairs: number;
}
