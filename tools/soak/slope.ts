/** A value at a moment. */
export interface Point {
  /** Hours since the start. */
  readonly at: number;
  readonly value: number;
}

/** How a measure went over time. */
export interface Trend {
  /** The middle of all slopes between two points (Theil and Sen): one odd sample does not turn it. Per hour. */
  readonly slope: number;
  /** What the slope adds from the first point to the last. */
  readonly growth: number;
  readonly first: number;
  readonly last: number;
  readonly middle: number;
}

/** @param points at least two */
export function trendOf(points: readonly Point[]): Trend {
  const slopes = points.flatMap((one, place) =>
    points.slice(place + 1).map((other) => (other.value - one.value) / (other.at - one.at)),
  );
  const slope = median(slopes);
  const [first, last] = [points[0] as Point, points.at(-1) as Point];
  return {
    slope,
    growth: slope * (last.at - first.at),
    first: first.value,
    last: last.value,
    middle: median(points.map(({ value }) => value)),
  };
}

/** How much a measure may grow over a whole run and still be called flat: the larger one of both. */
export interface Tolerance {
  readonly absolute: number;
  /** Share of the middle. */
  readonly share: number;
}

export function isFlat({ growth, middle }: Trend, { absolute, share }: Tolerance): boolean {
  return growth <= Math.max(absolute, share * middle);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[half] ?? 0) : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
}
