/** A median with its interval. */
export interface Summary {
  readonly median: number;
  /** Bounds of an interval that holds the true median with at least 90 %. */
  readonly low: number;
  readonly high: number;
}

/** The middle value; of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)];
  const lower = sorted[Math.ceil(middle) - 1];
  if (upper === undefined || lower === undefined) throw new Error('No median of nothing.');
  return (upper + lower) / 2;
}

/**
 * Median of some values and its 90 % interval by order statistics: no assumption about how they are distributed.
 * Fewer than five values cannot give that confidence: the interval is then the whole range.
 */
export function summarise(values: readonly number[]): Summary {
  const sorted = [...values].sort((a, b) => a - b);
  const skip = skippable(sorted.length);
  const low = sorted[skip];
  const high = sorted[sorted.length - 1 - skip];
  if (low === undefined || high === undefined) throw new Error('Nothing was measured.');
  return { median: median(sorted), low, high };
}

/** How many of the smallest and largest may be left out: binomial(n, 1/2) keeps 90 % between them. */
function skippable(count: number): number {
  let tail = 0;
  let term = 0.5 ** count;
  for (let skip = 0; skip < count / 2; skip += 1) {
    tail += term;
    if (2 * tail > 0.1) return Math.max(0, skip - 1);
    term = (term * (count - skip)) / (skip + 1);
  }
  return 0;
}
