import type { ColumnSpace } from './column-space.ts';
import { BAND_GAP, BAND_HEAD, CARD_GAP, COLUMN_PITCH, cardHeight } from './geometry.ts';
import { type Band, type Card, placesOf } from './layout-types.ts';
import { type Newcomer, orderNewcomers, type Pulls, pullsOf, wishedTop } from './order.ts';
import { spread } from './spread.ts';
import type { Topology } from './topology.ts';

interface Task {
  readonly topology: Topology;
  readonly newcomers: readonly Newcomer[];
  readonly kept: readonly Card[];
  readonly space: ColumnSpace;
  readonly platforms: readonly string[];
  readonly bands: readonly Band[];
}

/** Gives each new card a place that no other has, band by band and from left to right; the result comes last. */
export function placeNewcomers(task: Task): { readonly cards: readonly Card[]; readonly bands: readonly Band[] } {
  const { topology, newcomers, kept, space } = task;
  if (newcomers.length === 0) return { cards: [], bands: task.bands };
  const stages = topology.stageById;
  const isResult = (item: Newcomer) => stages.get(item.stage)?.kind === 'result' && item.part === 0;
  const pulls = pullsOf(topology, placesOf([...kept, ...newcomers]));
  const tops = new Map(kept.map((card) => [card.id, card.y]));
  const cards: Card[] = [];
  const nameOf = (item: { readonly stage: string }) => stages.get(item.stage)?.name ?? '';
  const twins = new Map<string, Card>();
  for (const card of kept) if (card.band !== '' && !twins.has(nameOf(card))) twins.set(nameOf(card), card);
  const put = (item: Newcomer, column: number, from: number) => {
    const height = cardHeight(item.reserved);
    const y = space.firstFit(column, Math.max(0, Math.round(from)), height);
    space.take(column, y, height);
    tops.set(item.id, y);
    const card: Card = { ...item, column, x: column * COLUMN_PITCH, y };
    cards.push(card);
    if (card.band !== '' && !twins.has(nameOf(item))) twins.set(nameOf(item), card);
    return y + height;
  };

  const columnOf = new Map([...kept, ...newcomers].map((card) => [card.id, card.column]));
  const bands = [...task.bands];
  const names = task.platforms.length > 1 ? ['', ...task.platforms] : [''];
  for (const name of names) {
    const mine = newcomers.filter((item) => item.band === name && !isResult(item));
    if (mine.length === 0) continue;
    const top = bandTop(name, bands, space);
    const order = orderNewcomers(mine, new Map(kept.map((card) => [card.id, card.y])), pulls, columnOf);
    for (const column of [...order.keys()].sort((one, other) => one - other)) {
      let from = top;
      const items = preparesFirst(order.get(column) ?? [], stages);
      const wishOf = (item: Newcomer) =>
        twinTop(item, twins.get(nameOf(item)), bands, top) ?? wishedTop(pulls.fromLeft.get(item.id), tops);
      const spots = items.length > MANY ? spreadOf(items, wishOf, top) : undefined;
      for (const [index, item] of items.entries()) {
        const wish = spots?.[index] ?? wishOf(item) ?? from;
        from = put(item, column, Math.max(from, top, wish)) + CARD_GAP;
      }
    }
  }
  for (const item of newcomers.filter(isResult)) putResult(item, { kept, cards, pulls, space, tops, put });
  return { cards, bands };
}

/** Cards of a column above which they stand around where they would like to be: few stand level with what they need. */
const MANY = 12;

function spreadOf(
  items: readonly Newcomer[],
  wishOf: (item: Newcomer) => number | undefined,
  top: number,
): readonly number[] {
  return spread(
    items.map((item) => ({ height: cardHeight(item.reserved) + CARD_GAP, wish: wishOf(item) })),
    top,
  );
}

function bandTop(name: string, bands: Band[], space: ColumnSpace): number {
  if (name === '') return 0;
  const known = bands.find((band) => band.platform === name);
  if (known !== undefined) return known.y;
  const bottom = space.bottom();
  const y = (bottom === 0 ? 0 : bottom + BAND_GAP) + BAND_HEAD;
  bands.push({ platform: name, y });
  return y;
}

function preparesFirst(items: readonly Newcomer[], kinds: ReadonlyMap<string, { kind: string }>): readonly Newcomer[] {
  const rank = (item: Newcomer) => (kinds.get(item.stage)?.kind === 'prepare' ? 0 : 1);
  return [...items].sort((one, other) => rank(one) - rank(other));
}

/** Level of the stage of the same name in a band above, so that platforms read row by row. */
function twinTop(item: Newcomer, twin: Card | undefined, bands: readonly Band[], top: number): number | undefined {
  if (item.band === '' || twin === undefined || twin.band === item.band) return undefined;
  const base = bands.find((band) => band.platform === twin.band);
  return base === undefined ? undefined : top + twin.y - base.y;
}

/** Under the one stage that it is made of, where there is room; else in a column of its own on the right. */
function putResult(
  item: Newcomer,
  at: {
    readonly kept: readonly Card[];
    readonly cards: readonly Card[];
    readonly pulls: Pulls;
    readonly space: ColumnSpace;
    readonly tops: ReadonlyMap<string, number>;
    readonly put: (item: Newcomer, column: number, from: number) => number;
  },
): void {
  const all = [...at.kept, ...at.cards];
  const sources = [...new Set((at.pulls.fromLeft.get(item.id) ?? []).map((pull) => pull.other))];
  const source = sources.length === 1 ? all.find((card) => card.id === sources[0]) : undefined;
  const rightmost = all.reduce((column, card) => Math.max(column, card.column), -1);
  if (source !== undefined && source.column === rightmost) {
    const under = source.y + cardHeight(source.reserved) + CARD_GAP;
    if (at.space.firstFit(source.column, under, cardHeight(item.reserved)) === under) {
      at.put(item, source.column, under);
      return;
    }
  }
  at.put(item, rightmost + 1, wishedTop(at.pulls.fromLeft.get(item.id), at.tops) ?? 0);
}
