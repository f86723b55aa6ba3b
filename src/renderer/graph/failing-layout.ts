import type { BuildStage } from '../../shared/build/view.ts';
import { FOLD_ABOVE } from './fold.ts';
import { layoutGraph } from './layout.ts';
import type { GraphLayout } from './layout-types.ts';
import { hasShape, type Steps, type Topology, topologyOf } from './topology.ts';

/** Rows that are drawn of a build that is too big to be drawn whole. */
export const MOST_ROWS = 60;

export interface FailingLayout {
  readonly layout: GraphLayout;
  /** Steps that are drawn one by one. */
  readonly drawn: number;
  /** What it was made of. */
  readonly source: Topology['source'];
  readonly failed: string | undefined;
}

/**
 * The layout of the small graph beside a failure. A build that the big graph would fold is drawn as the way to the step that
 * failed, by its end if it is long; the other stages stand folded beside it where there is room for all of them.
 *
 * @param before the last one, which stays the same object as long as no step comes
 */
export function failingLayout(
  steps: Steps,
  stages: readonly BuildStage[],
  failed: string | undefined,
  before?: FailingLayout,
): FailingLayout {
  if (before !== undefined && before.failed === failed && hasShape(before, steps, stages)) return before;
  const source = { steps, stages };
  const total = Object.keys(steps).length;
  if (total <= FOLD_ABOVE) {
    return { layout: layoutGraph(topologyOf(steps, stages), new Set()), drawn: total, source, failed };
  }
  const way = wayTo(failed, steps);
  const others = stages.filter((stage) => !stage.steps.some((id) => way.has(id)));
  const besides = new Set(way.size + others.length <= MOST_ROWS ? others : []);
  const shown = stages.flatMap((stage) => {
    if (besides.has(stage)) return [stage];
    const own = stage.steps.filter((id) => way.has(id));
    return own.length === 0 ? [] : [{ ...stage, steps: own }];
  });
  const folded = [...besides].filter((stage) => stage.steps.length > 1).map((stage) => stage.id);
  const layout = layoutGraph(topologyOf(withoutNumbers(steps, way), shown), new Set(folded));
  return { layout, drawn: way.size, source, failed };
}

/** The steps that lead to one, nearest first, and itself. */
function wayTo(failed: string | undefined, steps: Steps): ReadonlySet<string> {
  const way = new Set(failed === undefined || steps[failed] === undefined ? [] : [failed]);
  for (const step of way) {
    for (const input of steps[step]?.inputs ?? []) {
      if (way.size < MOST_ROWS && steps[input] !== undefined) way.add(input);
    }
  }
  return way;
}

/** BuildKit's numbering (`3/5`) would keep rows free for steps that are not drawn. */
function withoutNumbers(steps: Steps, way: ReadonlySet<string>): Steps {
  const shape = { ...steps };
  for (const id of way) {
    const step = shape[id];
    if (step === undefined) continue;
    const { position: _, ...rest } = step;
    shape[id] = rest;
  }
  return shape;
}
