import type { GraphEdge } from './edges.ts';

/** For each card whose rail runs on into the card under it: the step there; and the cards so entered. */
export interface CardLinks {
  readonly below: ReadonlyMap<string, string>;
  readonly entered: ReadonlySet<string>;
}

export function cardLinksOf(edges: readonly GraphEdge[]): CardLinks {
  const down = edges.filter((edge) => edge.shape === 'down');
  return {
    below: new Map(down.map((edge) => [edge.sourceCard, edge.target])),
    entered: new Set(down.map((edge) => edge.targetCard)),
  };
}
