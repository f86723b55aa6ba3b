import fc from 'fast-check';
import type { BuildStage, StepStatus } from '../../../shared/build/view.ts';
import type { StepItem } from '../../../shared/contract/index.ts';

/** A build in short, for tests: stages with steps, each step its id followed by what it needs. */
export type Plan = readonly {
  readonly id: string;
  readonly kind?: BuildStage['kind'];
  readonly name?: string;
  readonly platform?: string;
  readonly of?: number;
  readonly status?: StepStatus;
  readonly steps: readonly (readonly [string, ...string[]])[];
}[];

export function build(plan: Plan): {
  readonly steps: Record<string, StepItem>;
  readonly stages: readonly BuildStage[];
} {
  const steps: Record<string, StepItem> = {};
  let index = 0;
  for (const stage of plan) {
    for (const [row, [id, ...inputs]] of stage.steps.entries()) {
      steps[id] = {
        id,
        name: id,
        stage: stage.id,
        keyword: 'RUN',
        text: id,
        status: stage.status ?? 'waiting',
        duration: 0,
        inputs,
        transfers: [],
        warnings: 0,
        index: index++,
        logLines: 0,
        logVersion: 0,
        ...(stage.of === undefined ? {} : { position: { index: row + 1, of: stage.of } }),
      };
    }
  }
  const stages = plan.map((stage) => ({
    id: stage.id,
    kind: stage.kind ?? 'stage',
    name: stage.name ?? stage.id,
    ...(stage.platform === undefined ? {} : { platform: stage.platform }),
    steps: stage.steps.map(([id]) => id),
  }));
  return { steps, stages };
}

/** Histories of one build: each plan holds all that the one before held, in the same order within stages, and more. */
export function plans(): fc.Arbitrary<readonly Plan[]> {
  const step = fc.record({
    stage: fc.nat(7),
    /** Place among the steps of earlier stages, as a share of them. */
    from: fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { maxLength: 3 }),
    seen: fc.nat(3),
  });
  return fc.tuple(fc.array(step, { minLength: 1, maxLength: 40 }), fc.boolean()).map(([drawn, sameStage]) => {
    const all = drawn.map((item, index) => ({ ...item, id: `v${index}` }));
    const inputs = new Map<string, string[]>();
    for (const item of all) {
      const earlier = all.filter((other) => other.stage < item.stage);
      const picked =
        earlier.length === 0 ? [] : item.from.map((at) => earlier[Math.floor(at * earlier.length)]?.id ?? '');
      const before = sameStage
        ? all.filter((other) => other.stage === item.stage && other.id < item.id).at(-1)
        : undefined;
      inputs.set(item.id, [...new Set([...picked, ...(before === undefined ? [] : [before.id])])]);
    }
    return [0, 1, 2, 3].map((moment) => {
      const shown = new Set(all.filter((item) => item.seen <= moment).map((item) => item.id));
      return [0, 1, 2, 3, 4, 5, 6, 7].flatMap((stage) => {
        const steps = all.filter((item) => item.stage === stage && shown.has(item.id));
        if (steps.length === 0) return [];
        const kind: BuildStage['kind'] = stage === 0 ? 'prepare' : stage === 7 ? 'result' : 'stage';
        return [
          {
            id: `s${stage}`,
            kind,
            steps: steps.map((item): [string, ...string[]] => [
              item.id,
              ...(inputs.get(item.id) ?? []).filter((input) => shown.has(input)),
            ]),
          },
        ];
      });
    });
  });
}
