import { rowCentre } from './geometry.ts';
import type { Card, GraphLayout } from './layout-types.ts';

export type Direction = 'up' | 'down' | 'left' | 'right';

/**
 * The step that an arrow key leads to: up and down along the rail and on to the next card of the column, left to what feeds
 * the step (or the nearest row above it that is fed from another stage), right to what it feeds.
 * The same step when there is nothing that way.
 */
export function stepTowards(layout: GraphLayout, step: string, direction: Direction): string {
  const place = layout.places.get(step);
  const card = layout.cardById.get(place?.card ?? '');
  if (place === undefined || card === undefined) return firstStep(layout) ?? step;
  const row = layout.folded.has(card.stage) ? 0 : place.row;
  if (direction === 'up' || direction === 'down') return along(layout, card, place.row, direction) ?? step;
  return across(layout, card, place.row, direction) ?? nearest(layout, card, row, direction) ?? step;
}

/** Steps in reading order: card by card as the stages are listed, rows from the top. */
export function readingOrder(layout: GraphLayout): readonly string[] {
  const cards = new Map<string, Card[]>();
  for (const card of layout.cards) {
    const known = cards.get(card.stage);
    if (known === undefined) cards.set(card.stage, [card]);
    else known.push(card);
  }
  return layout.topology.stages.flatMap((stage) => (cards.get(stage.id) ?? []).flatMap((card) => card.rows));
}

/** The next of `steps` after `from`, round the end; the first when `from` is not among them. */
export function nextOf(steps: readonly string[], from: string | undefined, by: 1 | -1): string | undefined {
  if (steps.length === 0) return undefined;
  const at = from === undefined ? -1 : steps.indexOf(from);
  if (at === -1) return by === 1 ? steps[0] : steps.at(-1);
  return steps[(at + by + steps.length) % steps.length];
}

/** The next step among `wanted` after `from` in `order`, round the end. */
export function nextWhere(
  order: readonly string[],
  from: string | undefined,
  wanted: (step: string) => boolean,
): string | undefined {
  const start = from === undefined ? 0 : order.indexOf(from) + 1;
  for (let offset = 0; offset < order.length; offset += 1) {
    const step = order[(start + offset) % order.length];
    if (step !== undefined && wanted(step)) return step;
  }
  return undefined;
}

function firstStep(layout: GraphLayout): string | undefined {
  return readingOrder(layout)[0];
}

function along(layout: GraphLayout, card: Card, row: number, direction: 'up' | 'down'): string | undefined {
  const by = direction === 'up' ? -1 : 1;
  if (!layout.folded.has(card.stage)) {
    const next = card.rows[row + by];
    if (next !== undefined) return next;
  }
  const beyond = layout.cards.filter((other) => other.column === card.column && (other.y - card.y) * by > 0);
  const next = beyond.reduce<Card | undefined>(
    (best, other) => (best === undefined || Math.abs(other.y - card.y) < Math.abs(best.y - card.y) ? other : best),
    undefined,
  );
  if (next === undefined) return undefined;
  return direction === 'down' || layout.folded.has(next.stage) ? next.rows[0] : next.rows.at(-1);
}

function across(layout: GraphLayout, card: Card, row: number, direction: 'left' | 'right'): string | undefined {
  const { topology, places } = layout;
  const table = direction === 'left' ? topology.inputs : topology.consumers;
  const elsewhere = (step: string | undefined) =>
    (table.get(step ?? '') ?? []).filter((other) => places.get(other)?.card !== card.id);
  const rows = layout.folded.has(card.stage)
    ? card.rows.map((_, index) => index)
    : outward(row, card.rows.length, direction);
  for (const index of rows) {
    const others = elsewhere(card.rows[index]);
    if (others.length > 0) return closest(layout, card, index, others);
  }
  return undefined;
}

/** The row itself, then up the rail for what feeds it, or down the rail for what it feeds. */
function outward(row: number, count: number, direction: 'left' | 'right'): readonly number[] {
  return direction === 'left'
    ? Array.from({ length: row + 1 }, (_, index) => row - index)
    : Array.from({ length: count - row }, (_, index) => row + index);
}

function closest(layout: GraphLayout, card: Card, row: number, steps: readonly string[]): string | undefined {
  const y = card.y + rowCentre(row);
  let best: string | undefined;
  let distance = Number.POSITIVE_INFINITY;
  for (const step of steps) {
    const place = layout.places.get(step);
    const other = layout.cardById.get(place?.card ?? '');
    if (place === undefined || other === undefined) continue;
    const away = Math.abs(other.y + rowCentre(layout.folded.has(other.stage) ? 0 : place.row) - y);
    if (away < distance) {
      distance = away;
      best = step;
    }
  }
  return best;
}

function nearest(layout: GraphLayout, card: Card, row: number, direction: 'left' | 'right'): string | undefined {
  const by = direction === 'left' ? -1 : 1;
  const columns = layout.cards.filter((other) => (other.column - card.column) * by > 0).map((other) => other.column);
  if (columns.length === 0) return undefined;
  const column = direction === 'left' ? Math.max(...columns) : Math.min(...columns);
  const steps = layout.cards.flatMap((other) => (other.column === column ? other.rows : []));
  return closest(layout, card, row, steps);
}
