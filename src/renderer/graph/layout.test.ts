import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CARD_GAP, CARD_WIDTH, cardHeight } from './geometry.ts';
import { layoutGraph } from './layout.ts';
import type { GraphLayout } from './layout-types.ts';
import { build, type Plan, plans } from './testing/plans.ts';
import { topologyOf } from './topology.ts';

const NONE: ReadonlySet<string> = new Set();

function lay(plan: Plan, previous?: GraphLayout, folded = NONE): GraphLayout {
  const { steps, stages } = build(plan);
  return layoutGraph(topologyOf(steps, stages), folded, previous);
}

function column(layout: GraphLayout, stage: string): number | undefined {
  return layout.cardById.get(stage)?.column;
}

const SAMPLE: Plan = [
  { id: 'prepare', kind: 'prepare', steps: [['dockerfile'], ['files']] },
  { id: 'base', steps: [['base1'], ['base2', 'base1']] },
  {
    id: 'deps',
    steps: [
      ['deps1', 'base2', 'files'],
      ['deps2', 'deps1'],
    ],
  },
  {
    id: 'assets',
    steps: [
      ['assets1', 'base2'],
      ['assets2', 'assets1'],
    ],
  },
  {
    id: 'build',
    steps: [
      ['build1', 'deps2'],
      ['build2', 'build1', 'assets2'],
    ],
  },
  { id: 'release', steps: [['release1'], ['release2', 'release1', 'build2']] },
  { id: 'result', kind: 'result', steps: [['export']] },
];

describe('columns', () => {
  test('go by the longest path', () => {
    const layout = lay(SAMPLE);
    expect(column(layout, 'prepare')).toBe(0);
    expect(column(layout, 'base')).toBe(0);
    expect(column(layout, 'deps')).toBe(1);
    expect(column(layout, 'assets')).toBe(1);
    expect(column(layout, 'build')).toBe(2);
    expect(column(layout, 'release')).toBe(3);
  });

  test('the prepare stage stands at the top left', () => {
    expect(lay(SAMPLE).cardById.get('prepare')).toMatchObject({ x: 0, y: 0 });
  });

  test('the result stands under the stage that it is made of', () => {
    const layout = lay(SAMPLE);
    const release = layout.cardById.get('release');
    const result = layout.cardById.get('result');
    expect(result?.column).toBe(3);
    expect(result?.y).toBe((release?.y ?? 0) + cardHeight(2) + CARD_GAP);
  });

  test('a result of several stages has a column of its own', () => {
    const layout = lay([
      { id: 'a', steps: [['a1']] },
      { id: 'b', steps: [['b1']] },
      { id: 'result', kind: 'result', steps: [['export']] },
    ]);
    expect(column(layout, 'result')).toBe(1);
  });

  test('stages that need each other are still placed', () => {
    const layout = lay([
      { id: 'a', steps: [['a1', 'b1']] },
      { id: 'b', steps: [['b1', 'a1']] },
    ]);
    expect(layout.cards).toHaveLength(2);
  });
});

describe('order', () => {
  test('cards stand beside what feeds them', () => {
    const layout = lay([
      { id: 'a', steps: [['a1']] },
      { id: 'b', steps: [['b1']] },
      { id: 'ofB', steps: [['c1', 'b1']] },
      { id: 'ofA', steps: [['d1', 'a1']] },
    ]);
    const y = (id: string) => layout.cardById.get(id)?.y ?? -1;
    expect(y('a')).toBeLessThan(y('b'));
    expect(y('ofA')).toBeLessThan(y('ofB'));
  });
});

describe('what appears later', () => {
  test('room is kept for the steps that BuildKit has numbered', () => {
    const before = lay([
      { id: 'a', of: 3, steps: [['a1']] },
      { id: 'b', steps: [['b1']] },
    ]);
    const after = lay(
      [
        { id: 'a', of: 3, steps: [['a1'], ['a2', 'a1'], ['a3', 'a2']] },
        { id: 'b', steps: [['b1']] },
      ],
      before,
    );
    expect(after.cards).toHaveLength(2);
    expect(after.cardById.get('b')).toEqual(before.cardById.get('b'));
  });

  test('a stage with no room under it goes on in a second card', () => {
    const before = lay([
      { id: 'a', steps: [['a1']] },
      { id: 'b', steps: [['b1']] },
    ]);
    const after = lay(
      [
        { id: 'a', steps: [['a1'], ['a2', 'a1'], ['a3', 'a2']] },
        { id: 'b', steps: [['b1']] },
      ],
      before,
    );
    expect(after.cardById.get('a#1')?.rows).toEqual(['a2', 'a3']);
    expect(after.cardById.get('b')).toEqual(before.cardById.get('b'));
  });

  test('moves nobody and overlaps nobody, whatever comes in whichever order', () => {
    fc.assert(
      fc.property(plans(), fc.boolean(), (history, fold) => {
        const folded = fold ? new Set(['s0', 's2']) : NONE;
        let layout: GraphLayout | undefined;
        for (const plan of history) {
          const next = lay(plan, layout, folded);
          for (const card of layout?.cards ?? []) {
            const now = next.cardById.get(card.id);
            expect([now?.x, now?.y]).toEqual([card.x, card.y]);
            expect(now?.rows.slice(0, card.rows.length)).toEqual(card.rows);
          }
          expectSound(next, plan);
          layout = next;
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('afresh', () => {
  test('is sound, runs from left to right and gives the same twice', () => {
    fc.assert(
      fc.property(plans(), (history) => {
        const plan = history.at(-1) ?? [];
        const layout = lay(plan);
        expectSound(layout, plan);
        expect(lay(plan).cards).toEqual(layout.cards);
        for (const [step, inputs] of layout.topology.inputs) {
          for (const input of inputs) {
            const from = layout.cardById.get(layout.places.get(input)?.card ?? '');
            const to = layout.cardById.get(layout.places.get(step)?.card ?? '');
            const result = layout.topology.stageById.get(to?.stage ?? '')?.kind === 'result';
            if (from?.stage !== to?.stage && !result) expect(from?.column).toBeLessThan(to?.column ?? -1);
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('several platforms', () => {
  const plan: Plan = ['linux/amd64', 'linux/arm64'].flatMap((platform) => [
    {
      id: `${platform} base`,
      name: 'base',
      platform,
      steps: [[`${platform} b1`], [`${platform} b2`, `${platform} b1`]],
    },
    { id: `${platform} app`, name: 'app', platform, steps: [[`${platform} a1`, `${platform} b2`]] },
  ]);

  test('each has a band and stages of one name stand above each other', () => {
    const layout = lay(plan);
    expect(layout.bands.map((band) => band.platform)).toEqual(['linux/amd64', 'linux/arm64']);
    const [first, second] = layout.bands;
    for (const name of ['base', 'app']) {
      const one = layout.cardById.get(`linux/amd64 ${name}`);
      const other = layout.cardById.get(`linux/arm64 ${name}`);
      expect(one?.x).toBe(other?.x);
      expect((one?.y ?? 0) - (first?.y ?? 0)).toBe((other?.y ?? 0) - (second?.y ?? 0));
    }
  });

  test('a platform that comes later opens its band below', () => {
    const before = lay(plan.slice(0, 2));
    const after = lay(plan, before);
    const lowest = Math.max(...before.cards.map((card) => card.y + cardHeight(card.rows.length)));
    for (const card of after.cards.slice(before.cards.length)) expect(card.y).toBeGreaterThan(lowest);
  });
});

function expectSound(layout: GraphLayout, plan: Plan): void {
  const steps = plan.flatMap((stage) => stage.steps.map(([id]) => id));
  expect([...layout.places.keys()].sort()).toEqual([...steps].sort());
  for (const [index, card] of layout.cards.entries()) {
    for (const other of layout.cards.slice(index + 1)) {
      if (card.column !== other.column) continue;
      const apart =
        card.y + cardHeight(card.reserved) + CARD_GAP <= other.y ||
        other.y + cardHeight(other.reserved) + CARD_GAP <= card.y;
      expect(apart, `${card.id} and ${other.id}`).toBe(true);
    }
    expect(layout.width).toBeGreaterThanOrEqual(card.x + CARD_WIDTH);
  }
}
