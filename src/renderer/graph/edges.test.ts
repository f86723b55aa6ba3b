import { describe, expect, test } from 'vitest';
import { ancestorsOf, edgesOf, railsOf } from './edges.ts';
import { CARD_WIDTH, rowCentre } from './geometry.ts';
import { layoutGraph } from './layout.ts';
import { build, type Plan } from './testing/plans.ts';
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

test('ancestors are all that a step needs, with itself', () => {
  const layout = lay(PLAN);
  expect([...ancestorsOf('a2', layout.topology.inputs)].sort()).toEqual(['a1', 'a2', 'b1', 'b2']);
});
