import { describe, expect, test } from 'vitest';
import { failingLayout, MOST_ROWS } from './failing-layout.ts';
import { FOLD_ABOVE } from './fold.ts';
import type { GraphLayout } from './layout-types.ts';
import { drawnRows } from './layout-types.ts';
import { build, type Plan } from './testing/plans.ts';

/** A stage of that many steps in a row; the first needs the last of another one. */
function row(id: string, length: number, after?: string): Plan[number] {
  const needs = (step: number) => (step > 0 ? [`${id}.${step - 1}`] : after === undefined ? [] : [after]);
  return {
    id,
    of: length,
    steps: Array.from({ length }, (_, step): [string, ...string[]] => [`${id}.${step}`, ...needs(step)]),
  };
}

function rows(layout: GraphLayout): number {
  return layout.cards.reduce((sum, card) => sum + drawnRows(card, layout.folded), 0);
}

const others = (count: number, length: number) =>
  Array.from({ length: count }, (_, each) => row(`other${each}`, length));

describe('the small graph beside a failure', () => {
  test('is whole as long as the big one folds nothing by itself', () => {
    const { steps, stages } = build([row('base', FOLD_ABOVE - 5), row('app', 5, `base.${FOLD_ABOVE - 6}`)]);
    const { layout, drawn } = failingLayout(steps, stages, 'app.2');
    expect(drawn).toBe(FOLD_ABOVE);
    expect(rows(layout)).toBe(FOLD_ABOVE);
    expect(layout.folded.size).toBe(0);
  });

  test('draws the way to the failure alone of a bigger one, and folds the other stages', () => {
    const { steps, stages } = build([row('base', 4), ...others(6, 60), row('app', 20, 'base.3')]);
    const { layout, drawn } = failingLayout(steps, stages, 'app.2');
    expect(layout.cardById.get('app')?.rows).toEqual(['app.0', 'app.1', 'app.2']);
    expect(layout.cardById.get('base')?.rows).toHaveLength(4);
    expect([...layout.folded]).toEqual(['other0', 'other1', 'other2', 'other3', 'other4', 'other5']);
    expect(drawn).toBe(7);
    expect(rows(layout)).toBe(13);
    expect(layout.cardById.get('app')?.reserved, 'no room for what is not drawn').toBe(3);
  });

  test('never has more rows than can be read, however many stages there are or however long the way is', () => {
    const many = build([row('base', 4), ...others(1000, 5), row('app', 3, 'base.3')]);
    expect(rows(failingLayout(many.steps, many.stages, 'app.2').layout)).toBe(7);
    const long = build([row('app', 5000)]);
    const { layout, drawn } = failingLayout(long.steps, long.stages, 'app.3999');
    expect(drawn).toBe(MOST_ROWS);
    expect(layout.cardById.get('app')?.rows.at(0)).toBe(`app.${4000 - MOST_ROWS}`);
    expect(layout.cardById.get('app')?.rows.at(-1)).toBe('app.3999');
    expect(rows(failingLayout(many.steps, many.stages, undefined).layout)).toBe(0);
  });

  test('stays the same while steps only change their states, and not when one comes or another has failed', () => {
    const plan = [row('base', 4), ...others(6, 60), row('app', 20, 'base.3')];
    const { steps, stages } = build(plan);
    const first = failingLayout(steps, stages, 'app.2');
    const later = build(plan.map((stage) => ({ ...stage, status: 'done' as const })));
    expect(failingLayout(later.steps, later.stages, 'app.2', first)).toBe(first);
    expect(failingLayout(steps, stages, 'app.3', first)).not.toBe(first);
    const more = build([...plan, row('late', 2)]);
    expect(failingLayout(more.steps, more.stages, 'app.2', first)).not.toBe(first);
  });
});
