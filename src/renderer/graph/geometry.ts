/** Sizes of the graph, in px at zoom 1. The layout, the cards and the edges all draw from these. */
export const CARD_WIDTH = 219;
export const HEAD_HEIGHT = 28;
export const ROW_HEIGHT = 30;
/** Space under the last row of a card. */
export const CARD_FOOT = 6;
/** Horizontal distance between the left edges of neighbouring columns. */
export const COLUMN_PITCH = 244;
export const CARD_GAP = 18;
/** Centre of the rail and of the glyphs, from the left edge of a card. */
export const RAIL_X = 17;
export const BAND_HEAD = 30;
export const BAND_GAP = 26;
/** Length of what is left of an edge that is not drawn in full. */
export const STUB = 8;

export function cardHeight(rows: number): number {
  return HEAD_HEIGHT + rows * ROW_HEIGHT + CARD_FOOT;
}

/** Middle of a row, from the top of its card. */
export function rowCentre(row: number): number {
  return HEAD_HEIGHT + row * ROW_HEIGHT + ROW_HEIGHT / 2;
}
