import { describe, expect, test } from 'vitest';
import { layoutGraph } from './layout.ts';
import { nextOf, nextWhere, readingOrder, stepTowards } from './navigate.ts';
import { build, type Plan } from './testing/plans.ts';
import { topologyOf } from './topology.ts';

const PLAN: Plan = [
  { id: 'prepare', kind: 'prepare', steps: [['dockerfile'], ['files']] },
  { id: 'base', steps: [['b1'], ['b2', 'b1']] },
  {
    id: 'app',
    steps: [
      ['a1', 'b2'],
      ['a2', 'a1', 'files'],
      ['a3', 'a2'],
    ],
  },
  { id: 'last', steps: [['l1', 'a3']] },
];

function lay(folded: ReadonlySet<string> = new Set()) {
  const { steps, stages } = build(PLAN);
  return layoutGraph(topologyOf(steps, stages), folded);
}

describe('arrows', () => {
  test('up and down follow the rail and go on to the next card of the column', () => {
    const layout = lay();
    expect(stepTowards(layout, 'dockerfile', 'down')).toBe('files');
    expect(stepTowards(layout, 'files', 'down')).toBe('b1');
    expect(stepTowards(layout, 'b1', 'up')).toBe('files');
    expect(stepTowards(layout, 'dockerfile', 'up')).toBe('dockerfile');
  });

  test('left goes to what feeds the step, or the nearest row above that is fed', () => {
    const layout = lay();
    expect(stepTowards(layout, 'a1', 'left')).toBe('b2');
    expect(stepTowards(layout, 'a2', 'left')).toBe('files');
    expect(stepTowards(layout, 'a3', 'left')).toBe('files');
    expect(stepTowards(layout, 'b1', 'left')).toBe('b1');
  });

  test('right goes to what the step feeds, or what the rows below it feed', () => {
    const layout = lay();
    expect(stepTowards(layout, 'b1', 'right')).toBe('a1');
    expect(stepTowards(layout, 'files', 'right')).toBe('a2');
    expect(stepTowards(layout, 'a1', 'right')).toBe('l1');
  });

  test('a step without an edge that way goes to the nearest in the next column', () => {
    expect(stepTowards(lay(), 'dockerfile', 'right')).toBe('a2');
  });

  test('a folded stage is one row', () => {
    const layout = lay(new Set(['app']));
    expect(stepTowards(layout, 'a1', 'left')).toBe('b2');
    expect(stepTowards(layout, 'a1', 'right')).toBe('l1');
    expect(stepTowards(layout, 'a1', 'down')).toBe('a1');
  });

  test('an unknown step leads to the first', () => {
    expect(stepTowards(lay(), 'gone', 'down')).toBe('dockerfile');
  });
});

test('every step is reached by going down its column and across', () => {
  const layout = lay();
  const seen = new Set<string>(['dockerfile']);
  const open = ['dockerfile'];
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    for (const direction of ['up', 'down', 'left', 'right'] as const) {
      const next = stepTowards(layout, step, direction);
      if (!seen.has(next)) {
        seen.add(next);
        open.push(next);
      }
    }
  }
  expect([...seen].sort()).toEqual([...readingOrder(layout)].sort());
});

test('next and previous go round the end', () => {
  expect(nextOf(['a', 'b'], 'b', 1)).toBe('a');
  expect(nextOf(['a', 'b'], 'a', -1)).toBe('b');
  expect(nextOf(['a', 'b'], undefined, 1)).toBe('a');
  expect(nextOf([], 'a', 1)).toBeUndefined();
});

test('the next error is searched after the present step, round the end', () => {
  const order = ['a', 'b', 'c', 'd'];
  expect(nextWhere(order, 'b', (step) => step === 'a' || step === 'b')).toBe('a');
  expect(nextWhere(order, undefined, (step) => step === 'c')).toBe('c');
  expect(nextWhere(order, 'a', () => false)).toBeUndefined();
});
