import { CARD_WIDTH, cardHeight, HEAD_HEIGHT, ROW_HEIGHT } from './geometry.ts';
import { drawnRows, type GraphLayout } from './layout-types.ts';

/** The step whose row lies at a point of the layout; the first of a card for its head. */
export function stepAt(layout: GraphLayout, x: number, y: number): string | undefined {
  for (const card of layout.cards) {
    const rows = drawnRows(card, layout.folded);
    if (x < card.x || x > card.x + CARD_WIDTH || y < card.y || y > card.y + cardHeight(rows)) continue;
    const row = Math.min(rows - 1, Math.max(0, Math.floor((y - card.y - HEAD_HEIGHT) / ROW_HEIGHT)));
    return card.rows[row];
  }
  return undefined;
}
