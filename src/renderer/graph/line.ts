import { CARD_WIDTH, HEAD_HEIGHT } from './geometry.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where a line of the graph runs: from the right of its source to the left of its target, or down the rail. */
export interface Line {
  /** `stub`: drawn in full only when one of its ends is selected or pointed at. `down`: from a card to the one right under it. */
  readonly shape: 'curve' | 'stub' | 'down';
  readonly from: Point;
  /** Left ends of the level pieces on which it passes the columns between; empty where one curve meets no card. */
  readonly via: readonly Point[];
  readonly to: Point;
}

/** As the path of an SVG. Loops out where the target does not stand on the right. */
export function pathOf({ shape, from, via, to }: Line): string {
  if (shape === 'down') return `M${from.x} ${from.y + 8}V${to.y - HEAD_HEIGHT - 15}`;
  if (to.x > from.x) {
    let path = `M${from.x} ${from.y}`;
    let at = from;
    for (const point of via) {
      path += `${curve(at, point)}h${CARD_WIDTH}`;
      at = { x: point.x + CARD_WIDTH, y: point.y };
    }
    return path + curve(at, to);
  }
  const out = 26;
  const middle = (from.y + to.y) / 2;
  return `M${from.x} ${from.y}C${from.x + out} ${from.y} ${from.x + out} ${middle} ${(from.x + to.x) / 2} ${middle}S${to.x - out} ${to.y} ${to.x} ${to.y}`;
}

/** A point of the curve from one to the other, at `share` of its parameter. */
export function pointOn(from: Point, to: Point, share: number): Point {
  const rest = 1 - share;
  const reach = bend(from, to);
  const early = 3 * rest * rest * share;
  const late = 3 * rest * share * share;
  return {
    x: rest ** 3 * from.x + early * (from.x + reach) + late * (to.x - reach) + share ** 3 * to.x,
    y: (rest ** 3 + early) * from.y + (late + share ** 3) * to.y,
  };
}

function curve(from: Point, to: Point): string {
  const reach = bend(from, to);
  return `C${from.x + reach} ${from.y} ${to.x - reach} ${to.y} ${to.x} ${to.y}`;
}

/** How far its ends run level. */
function bend(from: Point, to: Point): number {
  return Math.min(Math.max((to.x - from.x) * 0.5, 12), 90);
}
