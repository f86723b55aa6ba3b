import { CARD_WIDTH, RAIL_X, rowCentre } from './geometry.ts';
import type { Card, GraphLayout } from './layout-types.ts';
import type { Line } from './line.ts';
import { passagesOf } from './passages.ts';
import { fansOut } from './topology.ts';

/** A line between two cards. */
export interface GraphEdge extends Line {
  readonly id: string;
  /** The steps that it ties; for a folded stage one of them stands for all. */
  readonly source: string;
  readonly target: string;
  readonly sourceCard: string;
  readonly targetCard: string;
}

/** A piece of rail between two rows of one card. */
export interface Rail {
  readonly fromRow: number;
  readonly toRow: number;
  /** The step that it leads to. */
  readonly target: string;
}

/** All lines between cards. Ends in a folded card meet at its one row, and lines that then coincide are one. */
export function edgesOf(layout: GraphLayout): readonly GraphEdge[] {
  const { topology, places, cardById, folded } = layout;
  const edges = new Map<string, GraphEdge>();
  const stubbed = new Map<string, boolean>();
  const passages = passagesOf(layout.cards);
  for (const [target, inputs] of topology.inputs) {
    for (const source of inputs) {
      const from = places.get(source);
      const to = places.get(target);
      const sourceCard = cardById.get(from?.card ?? '');
      const targetCard = cardById.get(to?.card ?? '');
      if (from === undefined || to === undefined || sourceCard === undefined || targetCard === undefined) continue;
      if (sourceCard === targetCard) continue;
      const fromRow = folded.has(sourceCard.stage) ? 0 : from.row;
      const toRow = folded.has(targetCard.stage) ? 0 : to.row;
      const id = `${sourceCard.id} ${fromRow} ${targetCard.id} ${toRow}`;
      if (edges.has(id)) continue;
      let fans = stubbed.get(source);
      if (fans === undefined) {
        fans = fansOut(topology, source);
        stubbed.set(source, fans);
      }
      const down = isUnder(sourceCard, targetCard);
      const start = { x: sourceCard.x + (down ? RAIL_X : CARD_WIDTH), y: sourceCard.y + rowCentre(fromRow) };
      const end = { x: targetCard.x + (down ? RAIL_X : 0), y: targetCard.y + rowCentre(toRow) };
      edges.set(id, {
        id,
        source,
        target,
        sourceCard: sourceCard.id,
        targetCard: targetCard.id,
        shape: down ? 'down' : fans ? 'stub' : 'curve',
        from: start,
        via: passages(start, end, sourceCard.column, targetCard.column),
        to: end,
      });
    }
  }
  return [...edges.values()];
}

/** The rail of a card: one piece for each dependency between its rows. */
export function railsOf(card: Card, layout: GraphLayout): readonly Rail[] {
  const rails: Rail[] = [];
  for (const [row, step] of card.rows.entries()) {
    let nearest = -1;
    for (const input of layout.topology.inputs.get(step) ?? []) {
      const place = layout.places.get(input);
      if (place?.card === card.id && place.row < row) nearest = Math.max(nearest, place.row);
    }
    if (nearest >= 0) rails.push({ fromRow: nearest, toRow: row, target: step });
  }
  return rails;
}

/** True for a result card in its source's column: the rail runs on into it. */
function isUnder(source: Card, target: Card): boolean {
  return source.column === target.column && source.y < target.y;
}

/** Steps that a step needs, directly or not, and itself. */
export function ancestorsOf(step: string, inputs: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const found = new Set<string>([step]);
  const open = [step];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const input of inputs.get(next) ?? []) {
      if (found.has(input)) continue;
      found.add(input);
      open.push(input);
    }
  }
  return found;
}
