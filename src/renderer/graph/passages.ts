import { type Interval, indexFrom } from './column-space.ts';
import { CARD_GAP, CARD_WIDTH, COLUMN_PITCH, cardHeight } from './geometry.ts';
import type { Card } from './layout-types.ts';
import { type Point, pointOn } from './line.ts';

/** What a line keeps free of the cards that it passes: in the narrowest gap it runs in the middle. */
const CLEAR = CARD_GAP / 2;
/** Columns above which a line goes straight, behind what stands there: it would be steps more than a line. */
const MOST_COLUMNS = 12;
const SAMPLES_A_COLUMN = 12;

/** Where a line passes the columns after one and before another; see `Line.via`. */
export type Passages = (from: Point, to: Point, after: number, before: number) => readonly Point[];

/** Ways past the cards of a layout: one curve where that meets none, else through the gaps nearest to the straight line. */
export function passagesOf(cards: readonly Card[]): Passages {
  const columns = new Map<number, Interval[]>();
  for (const card of cards) {
    const taken = { top: card.y - CLEAR, bottom: card.y + cardHeight(card.reserved) + CLEAR };
    const column = columns.get(card.column);
    if (column === undefined) columns.set(card.column, [taken]);
    else column.push(taken);
  }
  for (const column of columns.values()) column.sort((one, other) => one.top - other.top);
  const takenAt = (column: number, y: number): Interval | undefined => {
    const taken = columns.get(column) ?? [];
    const above = taken[indexFrom(taken, y) - 1];
    return above !== undefined && y < above.bottom ? above : undefined;
  };

  const meetsCard = (from: Point, to: Point, passed: number): boolean => {
    const samples = (passed + 2) * SAMPLES_A_COLUMN;
    for (let sample = 1; sample < samples; sample += 1) {
      const { x, y } = pointOn(from, to, sample / samples);
      const column = Math.floor(x / COLUMN_PITCH);
      const inside = x > from.x && x < to.x && x - column * COLUMN_PITCH <= CARD_WIDTH;
      if (inside && takenAt(column, y) !== undefined) return true;
    }
    return false;
  };

  return (from, to, after, before) => {
    const passed = before - after - 1;
    if (passed < 1 || passed > MOST_COLUMNS || !meetsCard(from, to, passed)) return [];
    return Array.from({ length: passed }, (_, index) => {
      const x = (after + 1 + index) * COLUMN_PITCH;
      const y = from.y + ((to.y - from.y) * (x + CARD_WIDTH / 2 - from.x)) / (to.x - from.x);
      const taken = takenAt(after + 1 + index, y);
      if (taken === undefined) return { x, y };
      return { x, y: y - taken.top < taken.bottom - y ? taken.top : taken.bottom };
    });
  };
}
