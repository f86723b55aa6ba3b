import { CARD_GAP } from './geometry.ts';

/** What a card takes of its column, px. */
export interface Interval {
  readonly top: number;
  readonly bottom: number;
}

/** What is taken in each column. Mutable; lives for one layout. */
export interface ColumnSpace {
  /** A second call with the same top makes that place higher. */
  take(column: number, top: number, height: number): void;
  /** The first y at or below `from` where a card of that height touches no other. */
  firstFit(column: number, from: number, height: number): number;
  /** Height that a card at `top` can have before it meets the next one below. */
  roomAt(column: number, top: number): number;
  bottom(): number;
}

export function createColumnSpace(): ColumnSpace {
  const columns = new Map<number, Interval[]>();
  let lowest = 0;

  return {
    take(column, top, height) {
      const taken = columns.get(column) ?? [];
      columns.set(column, taken);
      const bottom = top + height;
      const index = indexFrom(taken, top);
      taken.splice(index, taken[index]?.top === top ? 1 : 0, { top, bottom });
      lowest = Math.max(lowest, bottom);
    },
    firstFit(column, from, height) {
      const taken = columns.get(column) ?? [];
      let y = from;
      for (let index = Math.max(0, indexFrom(taken, y) - 1); index < taken.length; index += 1) {
        const interval = taken[index];
        if (interval === undefined || interval.bottom + CARD_GAP <= y) continue;
        if (y + height + CARD_GAP <= interval.top) return y;
        y = interval.bottom + CARD_GAP;
      }
      return y;
    },
    roomAt(column, top) {
      const next = (columns.get(column) ?? []).find((interval) => interval.top > top);
      return next === undefined ? Number.POSITIVE_INFINITY : next.top - CARD_GAP - top;
    },
    bottom: () => lowest,
  };
}

/** Index of the first interval that begins at or below `top`; those given stand in order. */
export function indexFrom(taken: readonly Interval[], top: number): number {
  let low = 0;
  let high = taken.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((taken[middle]?.top ?? 0) < top) low = middle + 1;
    else high = middle;
  }
  return low;
}
