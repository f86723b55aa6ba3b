import { CARD_GAP, cardHeight, rowCentre } from './geometry.ts';
import { fansOut, type Topology } from './topology.ts';

/** A card that has no place yet. */
export interface Newcomer {
  readonly id: string;
  readonly stage: string;
  readonly part: number;
  readonly column: number;
  readonly band: string;
  readonly rows: readonly string[];
  readonly reserved: number;
}

/** A link to another card: where the own top should be, relative to the other's top, for the edge to be level. */
interface Pull {
  readonly other: string;
  readonly shift: number;
}

/** How far a card stands down for each column that all of its edges to the right pass over, px: they go below the others. */
const SINK = 260;

export interface Pulls {
  readonly fromLeft: ReadonlyMap<string, readonly Pull[]>;
  readonly fromRight: ReadonlyMap<string, readonly Pull[]>;
}

const SWEEPS = 8;

/** All links between cards but those drawn as stubs, which should pull nothing. */
export function pullsOf(
  topology: Topology,
  places: ReadonlyMap<string, { readonly card: string; readonly row: number }>,
): Pulls {
  const fromLeft = new Map<string, Pull[]>();
  const fromRight = new Map<string, Pull[]>();
  const quiet = new Set([...topology.consumers.keys()].filter((step) => fansOut(topology, step)));
  for (const [step, inputs] of topology.inputs) {
    const target = places.get(step);
    if (target === undefined) continue;
    for (const input of inputs) {
      const source = places.get(input);
      if (source === undefined || source.card === target.card || quiet.has(input)) continue;
      const shift = rowCentre(source.row) - rowCentre(target.row);
      push(fromLeft, target.card, { other: source.card, shift });
      push(fromRight, source.card, { other: target.card, shift: -shift });
    }
  }
  return { fromLeft, fromRight };
}

/**
 * Order of new cards within their columns: each stands as near as it can to the mean of what it is tied to, swept from the
 * left and from the right in turn (barycentre method). Cards that are placed already pull and are not moved.
 */
export function orderNewcomers(
  newcomers: readonly Newcomer[],
  placedTop: ReadonlyMap<string, number>,
  pulls: Pulls,
  columnOf: ReadonlyMap<string, number>,
): ReadonlyMap<number, readonly Newcomer[]> {
  const columns = new Map<number, Newcomer[]>();
  for (const item of newcomers) {
    const column = columns.get(item.column);
    if (column === undefined) columns.set(item.column, [item]);
    else column.push(item);
  }
  const tops = new Map(placedTop);
  const order = [...columns.keys()].sort((one, other) => one - other);
  for (const column of order) stack(columns.get(column) ?? [], tops);
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const forward = sweep % 2 === 0;
    const side = forward ? pulls.fromLeft : pulls.fromRight;
    for (const column of forward ? order : [...order].reverse()) {
      const items = columns.get(column) ?? [];
      const wish = new Map(
        items.map((item) => {
          const level = wishedTop(side.get(item.id), tops) ?? tops.get(item.id) ?? 0;
          return [item.id, forward ? level : level + SINK * passedOver(item, side, columnOf)];
        }),
      );
      items.sort((one, other) => (wish.get(one.id) ?? 0) - (wish.get(other.id) ?? 0));
      stack(items, tops);
    }
  }
  return columns;
}

/** Columns between a card and the nearest that it feeds. */
function passedOver(
  item: Newcomer,
  side: ReadonlyMap<string, readonly Pull[]>,
  columnOf: ReadonlyMap<string, number>,
): number {
  const gaps = (side.get(item.id) ?? []).map(({ other }) => (columnOf.get(other) ?? item.column + 1) - item.column - 1);
  return gaps.length === 0 ? 0 : Math.max(0, Math.min(...gaps));
}

/** The mean of where each link would have the card, or undefined when nothing pulls. */
export function wishedTop(pulls: readonly Pull[] | undefined, tops: ReadonlyMap<string, number>): number | undefined {
  let sum = 0;
  let count = 0;
  for (const { other, shift } of pulls ?? []) {
    const top = tops.get(other);
    if (top === undefined) continue;
    sum += top + shift;
    count += 1;
  }
  return count === 0 ? undefined : sum / count;
}

function stack(items: readonly Newcomer[], tops: Map<string, number>): void {
  let y = 0;
  for (const item of items) {
    tops.set(item.id, y);
    y += cardHeight(item.reserved) + CARD_GAP;
  }
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
