export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** Length of the union: time in which several were busy at once counts once. */
export function unionLength(intervals: readonly Interval[]): number {
  let length = 0;
  let reached = Number.NEGATIVE_INFINITY;
  for (const { from, to } of [...intervals].sort((a, b) => a.from - b.from)) {
    if (to > reached) {
      length += to - Math.max(from, reached);
      reached = to;
    }
  }
  return length;
}
