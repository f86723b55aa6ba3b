import { describe, expect, test } from 'vitest';
import { build, type Plan } from './testing/plans.ts';
import { hasShape, topologyOf } from './topology.ts';

const PLAN: Plan = [
  { id: 'base', of: 2, steps: [['b1'], ['b2', 'b1']] },
  { id: 'app', steps: [['a1', 'b2']] },
  { id: 'result', kind: 'result', steps: [['export']] },
];
const { steps, stages } = build(PLAN);
const topology = topologyOf(steps, stages);
const [b1, a1] = [steps.b1, steps.a1];

describe('the shape of a build', () => {
  test('ties the result to the ends of what nothing else needs', () => {
    expect(topology.inputs.get('export')).toEqual(['a1']);
  });

  test('leaves out what is not known, doubles and the step itself', () => {
    const odd = build([
      { id: 's', steps: [['x', 'x', 'gone', 'y', 'y']] },
      { id: 't', steps: [['y']] },
    ]);
    expect(topologyOf(odd.steps, odd.stages).inputs.get('x')).toEqual(['y']);
  });

  test('stays while steps run and end', () => {
    const running = { ...steps, ...(b1 && { b1: { ...b1, status: 'running' as const, inputs: [] } }) };
    expect(hasShape(topology, running, stages)).toBe(true);
    expect(hasShape(topology, structuredClone(steps), structuredClone(stages))).toBe(true);
  });

  test.each([
    ['a step comes', build([...PLAN, { id: 'more', steps: [['m']] }])],
    [
      'a step comes to a stage',
      build([{ id: 'base', of: 2, steps: [['b1'], ['b2', 'b1'], ['b3', 'b2']] }, ...PLAN.slice(1)]),
    ],
    ['a step needs another', { stages, steps: { ...steps, ...(a1 && { a1: { ...a1, inputs: ['b1'] } }) } }],
    ['a stage is renamed', { steps, stages: stages.map((stage) => ({ ...stage, name: `${stage.name}2` })) }],
    ['a step is gone', { stages, steps: { b1: steps.b1, b2: steps.b2, export: steps.export } as typeof steps }],
  ])('changes when %s', (_, now) => {
    expect(hasShape(topology, now.steps, now.stages)).toBe(false);
  });
});
