import { createColumnSpace } from './column-space.ts';
import { columnsOf } from './columns.ts';
import { CARD_WIDTH, cardHeight } from './geometry.ts';
import { keepCards } from './keep-cards.ts';
import { drawnRows, type GraphLayout, placesOf } from './layout-types.ts';
import type { Newcomer } from './order.ts';
import { placeNewcomers } from './place.ts';
import type { Topology } from './topology.ts';

/**
 * Places the cards of a build. With a previous layout, every card and every row in it stays where it is: what is new opens a
 * place of its own. Without one, all is placed afresh.
 */
export function layoutGraph(topology: Topology, folded: ReadonlySet<string>, previous?: GraphLayout): GraphLayout {
  const space = createColumnSpace();
  const kept = keepCards(topology, folded, previous, space);
  const placedColumns = new Map(kept.cards.map((card) => [card.stage, card.column]));
  const columns = columnsOf(topology, placedColumns);
  const platforms = platformsOf(topology);

  const newcomers: Newcomer[] = topology.stages.flatMap((stage) => {
    const rows = kept.homeless.get(stage.id) ?? [];
    if (rows.length === 0) return [];
    const part = kept.parts.get(stage.id) ?? 0;
    return [
      {
        id: cardId(stage.id, part),
        stage: stage.id,
        part,
        column: columns.get(stage.id) ?? 0,
        band: platforms.length > 1 && stage.kind === 'stage' ? (stage.platform ?? '') : '',
        rows,
        reserved: folded.has(stage.id) ? 1 : part === 0 ? Math.max(rows.length, stage.expected) : rows.length,
      },
    ];
  });
  const placed = placeNewcomers({
    topology,
    newcomers,
    kept: kept.cards,
    space,
    platforms,
    bands: previous?.bands ?? [],
  });
  const cards = [...kept.cards, ...placed.cards];
  return {
    topology,
    cards,
    cardById: new Map(cards.map((card) => [card.id, card])),
    places: placesOf(cards),
    bands: placed.bands,
    folded,
    width: cards.reduce((width, card) => Math.max(width, card.x + CARD_WIDTH), 0),
    height: cards.reduce((height, card) => Math.max(height, card.y + cardHeight(drawnRows(card, folded))), 0),
  };
}

function cardId(stage: string, part: number): string {
  return part === 0 ? stage : `${stage}#${part}`;
}

/** Platforms of Dockerfile stages in order of appearance. */
function platformsOf(topology: Topology): readonly string[] {
  const platforms = topology.stages.flatMap((stage) => (stage.kind === 'stage' ? (stage.platform ?? []) : []));
  return [...new Set(platforms)];
}
