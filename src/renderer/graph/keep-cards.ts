import type { ColumnSpace } from './column-space.ts';
import { CARD_FOOT, cardHeight, HEAD_HEIGHT, ROW_HEIGHT } from './geometry.ts';
import type { Card, GraphLayout } from './layout-types.ts';
import type { Topology } from './topology.ts';

export interface Kept {
  readonly cards: readonly Card[];
  /** Steps by stage that no kept card has room for. */
  readonly homeless: ReadonlyMap<string, readonly string[]>;
  /** How many cards each stage has had, to number the next. */
  readonly parts: ReadonlyMap<string, number>;
}

/**
 * Carries the cards of the last layout over. New steps go under the last row of the stage's last card, as far as nothing is
 * in the way; a folded stage takes any number; a step that is gone gives its row up.
 */
export function keepCards(
  topology: Topology,
  folded: ReadonlySet<string>,
  previous: GraphLayout | undefined,
  space: ColumnSpace,
): Kept {
  const cards: Card[] = [];
  const parts = new Map<string, number>();
  const last = new Map<string, number>();
  const housed = new Set<string>();
  const known = new Set(topology.stages.map((stage) => stage.id));
  for (const card of previous?.cards ?? []) {
    if (!known.has(card.stage)) continue;
    const rows = card.rows.filter((step) => topology.stageOf.get(step) === card.stage && !housed.has(step));
    parts.set(card.stage, Math.max(parts.get(card.stage) ?? 0, card.part + 1));
    if (rows.length === 0) continue;
    for (const step of rows) housed.add(step);
    last.set(card.stage, cards.length);
    cards.push({ ...card, rows });
    space.take(card.column, card.y, cardHeight(card.reserved));
  }
  const homeless = new Map<string, readonly string[]>();
  for (const stage of topology.stages) {
    const steps = stage.steps.filter((step) => !housed.has(step));
    const index = last.get(stage.id);
    const card = index === undefined ? undefined : cards[index];
    if (card === undefined || index === undefined) {
      homeless.set(stage.id, steps);
      continue;
    }
    if (steps.length === 0) continue;
    if (folded.has(stage.id)) {
      cards[index] = { ...card, rows: [...card.rows, ...steps] };
      continue;
    }
    const room = Math.floor((space.roomAt(card.column, card.y) - HEAD_HEIGHT - CARD_FOOT) / ROW_HEIGHT);
    const free = Math.max(0, Math.max(card.reserved, room) - card.rows.length);
    const rows = [...card.rows, ...steps.slice(0, free)];
    const reserved = Math.max(card.reserved, rows.length);
    if (reserved > card.reserved) space.take(card.column, card.y, cardHeight(reserved));
    cards[index] = { ...card, rows, reserved };
    homeless.set(stage.id, steps.slice(free));
  }
  return { cards, homeless, parts };
}
