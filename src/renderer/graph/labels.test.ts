import { describe, expect, test } from 'vitest';
import { foldedStages, statusOfAll } from './fold.ts';
import { headNote, transferOf } from './labels.ts';
import { build, type Plan } from './testing/plans.ts';
import { topologyOf } from './topology.ts';

describe('the head of a card says', () => {
  const steps = (...statuses: ('waiting' | 'running' | 'cached' | 'done' | 'failed' | 'cancelled')[]) =>
    statuses.flatMap((status, index) => Object.values(build([{ id: 's', status, steps: [[`v${index}`]] }]).steps));

  test.each([
    [steps('waiting', 'waiting'), { kind: 'none' }],
    [steps('cached', 'cached'), { kind: 'cached' }],
    [steps('cached', 'done'), { kind: 'took', duration: 0 }],
    [steps('running', 'waiting'), { kind: 'running', running: 1 }],
    [steps('done', 'running', 'waiting'), { kind: 'share', ended: 1, of: 3 }],
    [steps('done', 'failed'), { kind: 'failed' }],
    [steps('done', 'cancelled'), { kind: 'cancelled' }],
    [steps('cancelled', 'cancelled'), { kind: 'cancelled' }],
  ])('case %#', (given, note) => {
    expect(headNote(given)).toEqual(note);
  });

  test('and a folded one shows what needs most attention', () => {
    expect(statusOfAll(steps('done', 'failed', 'running'))).toBe('failed');
    expect(statusOfAll(steps('done', 'waiting'))).toBe('running');
    expect(statusOfAll(steps('cached', 'done'))).toBe('done');
    expect(statusOfAll(steps('cached', 'cached'))).toBe('cached');
  });
});

test('transfers are summed, and one that ended without a total counts what it moved', () => {
  const [step] = Object.values(build([{ id: 's', steps: [['v']] }]).steps);
  const transfers = [
    { id: 'a', action: '', current: 5, total: 10 },
    { id: 'b', action: '', current: 7, total: 0, completed: 1 },
  ];
  expect(step && transferOf({ ...step, transfers })).toEqual({ current: 12, total: 17 });
  expect(step && transferOf(step)).toBeUndefined();
});

describe('stages fold', () => {
  const many = (status: 'done' | 'waiting', count: number): Plan => [
    { id: 'done', status: 'done', steps: [['d1'], ['d2']] },
    { id: 'rest', status, steps: Array.from({ length: count }, (_, index): [string] => [`r${index}`]) },
  ];
  const fold = (plan: Plan, chosen = new Map<string, boolean>(), before: ReadonlySet<string> = new Set()) => {
    const { steps, stages } = build(plan);
    return [...foldedStages(topologyOf(steps, stages), steps, chosen, before)];
  };

  test('when done, above 300 steps', () => {
    expect(fold(many('waiting', 298))).toEqual([]);
    expect(fold(many('waiting', 299))).toEqual(['done']);
    expect(fold(many('done', 299))).toEqual(['done', 'rest']);
  });

  test('as a person chose, and stay folded', () => {
    expect(fold(many('waiting', 299), new Map([['done', false]]))).toEqual([]);
    expect(fold(many('waiting', 3), new Map([['rest', true]]))).toEqual(['rest']);
    expect(fold(many('waiting', 3), new Map(), new Set(['rest']))).toEqual(['rest']);
  });
});
