import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ancestorsOf, edgesOf, type GraphEdge, railsOf } from './edges.ts';
import { CARD_WIDTH, cardHeight, rowCentre } from './geometry.ts';
import { layoutGraph } from './layout.ts';
import type { GraphLayout } from './layout-types.ts';
import { type Point, pathOf, pointOn } from './line.ts';
import { build, type Plan, plans } from './testing/plans.ts';
import { topologyOf } from './topology.ts';

function lay(plan: Plan, folded: ReadonlySet<string> = new Set()) {
  const { steps, stages } = build(plan);
  return layoutGraph(topologyOf(steps, stages), folded);
}

function consumersOfFiles(count: number): Plan {
  return [
    { id: 'prepare', kind: 'prepare', steps: [['files']] },
    ...Array.from({ length: count }, (_, index): Plan[number] => ({
      id: `s${index}`,
      steps: [[`c${index}`, 'files']],
    })),
  ];
}

const PLAN: Plan = [
  { id: 'base', steps: [['b1'], ['b2', 'b1']] },
  {
    id: 'app',
    steps: [
      ['a1', 'b2'],
      ['a2', 'a1'],
      ['a3', 'a2', 'b2'],
    ],
  },
  { id: 'result', kind: 'result', steps: [['export'], ['send', 'export']] },
];

describe('edges', () => {
  test('leave at the right of the source row and enter at the left of the target row', () => {
    const layout = lay(PLAN);
    const edge = edgesOf(layout).find((item) => item.source === 'b2' && item.target === 'a1');
    const base = layout.cardById.get('base');
    const app = layout.cardById.get('app');
    expect(edge?.shape).toBe('curve');
    expect(edge?.from).toEqual({ x: CARD_WIDTH, y: (base?.y ?? 0) + rowCentre(1) });
    expect(edge?.to).toEqual({ x: app?.x, y: (app?.y ?? 0) + rowCentre(0) });
  });

  test('within a card are the rail', () => {
    const layout = lay(PLAN);
    const app = layout.cardById.get('app');
    expect(app && railsOf(app, layout)).toEqual([
      { fromRow: 0, toRow: 1, target: 'a2' },
      { fromRow: 1, toRow: 2, target: 'a3' },
    ]);
    expect(edgesOf(layout).filter((edge) => edge.sourceCard === edge.targetCard)).toEqual([]);
  });

  test('run down into the result', () => {
    expect(edgesOf(lay(PLAN)).find((edge) => edge.target === 'export')).toMatchObject({ source: 'a3', shape: 'down' });
  });

  test('of project files are drawn for three consumers and are stubs for four', () => {
    expect(edgesOf(lay(consumersOfFiles(3))).map((edge) => edge.shape)).toEqual(['curve', 'curve', 'curve']);
    expect(edgesOf(lay(consumersOfFiles(4))).map((edge) => edge.shape)).toEqual(['stub', 'stub', 'stub', 'stub']);
  });

  test('of a folded stage meet at its row and are one where they coincide', () => {
    const edges = edgesOf(lay(PLAN, new Set(['base', 'app'])));
    expect(edges.filter((edge) => edge.sourceCard === 'base' && edge.targetCard === 'app')).toHaveLength(1);
  });
});

describe('a line over columns between', () => {
  const through = (count: number): Plan => [
    {
      id: 'base',
      steps: [['b1']],
    },
    ...Array.from({ length: count }, (_, index): Plan[number] => ({ id: `m${index}`, steps: [[`m${index}1`, 'b1']] })),
    {
      id: 'end',
      steps: [['e1', 'b1', ...Array.from({ length: count }, (_, index) => `m${index}1`)]],
    },
  ];

  test('runs level through a gap between the cards there', () => {
    const layout = lay(through(3));
    const edge = edgesOf(layout).find((item) => item.source === 'b1' && item.target === 'e1');
    expect(edge?.via).toHaveLength(1);
    expect(edge?.via[0]?.x).toBe(layout.cardById.get('m0')?.x);
    expect(pathOf(edge as GraphEdge)).toMatch(/^M[^Ch]+C[^Ch]+h219C[^Ch]+$/);
  });

  test('is one curve where nothing is in its way', () => {
    const layout = lay([
      { id: 'first', steps: [['f1']] },
      { id: 'base', steps: [['b1'], ['b2', 'b1'], ['b3', 'b2'], ['b4', 'b3']] },
      { id: 'second', steps: [['s1', 'f1']] },
      { id: 'end', steps: [['e1', 's1', 'b4']] },
    ]);
    expect(edgesOf(layout).find((item) => item.source === 'b4' && item.target === 'e1')?.via).toEqual([]);
  });

  test('meets no card, whatever the build', () => {
    fc.assert(
      fc.property(plans(), (history) => {
        const layout = lay(history.at(-1) ?? []);
        for (const edge of edgesOf(layout)) expect(cardsMet(edge, layout), edge.id).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

/** Cards that a line to the right runs over, found point by point. */
function cardsMet(edge: GraphEdge, layout: GraphLayout): readonly string[] {
  if (edge.to.x <= edge.from.x) return [];
  const points: Point[] = [];
  let at = edge.from;
  for (const next of [...edge.via, edge.to]) {
    for (let share = 0; share <= 1; share += 1 / 256) points.push(pointOn(at, next, share));
    if (next === edge.to) break;
    at = { x: next.x + CARD_WIDTH, y: next.y };
    points.push({ x: next.x + CARD_WIDTH / 2, y: next.y });
  }
  const met = layout.cards.filter((card) =>
    points.some(
      ({ x, y }) => x > card.x && x < card.x + CARD_WIDTH && y > card.y && y < card.y + cardHeight(card.reserved),
    ),
  );
  return met.map((card) => card.id).filter((id) => id !== edge.sourceCard && id !== edge.targetCard);
}

test('ancestors are all that a step needs, with itself', () => {
  const layout = lay(PLAN);
  expect([...ancestorsOf('a2', layout.topology.inputs)].sort()).toEqual(['a1', 'a2', 'b1', 'b2']);
});
