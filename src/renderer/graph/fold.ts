import type { StepStatus } from '../../shared/build/view.ts';
import type { StepItem } from '../../shared/contract/index.ts';
import type { Steps, Topology } from './topology.ts';

/** Steps above which stages that are done fold into one row by themselves. */
export const FOLD_ABOVE = 300;
/** Steps above which the graph is drawn on a canvas where it is seen from far. */
export const CANVAS_ABOVE = 1000;

/**
 * Stages to fold. One that was folded stays so until a person opens it: a card that opened by itself would need room.
 *
 * @param chosen what a person chose, by stage: true for folded
 */
export function foldedStages(
  topology: Topology,
  steps: Steps,
  chosen: ReadonlyMap<string, boolean>,
  before: ReadonlySet<string>,
): ReadonlySet<string> {
  const big = topology.stageOf.size > FOLD_ABOVE;
  const folded = new Set<string>();
  for (const stage of topology.stages) {
    const choice = chosen.get(stage.id);
    if (choice ?? (before.has(stage.id) || (big && stage.steps.length > 1 && isDone(stage.steps, steps)))) {
      folded.add(stage.id);
    }
  }
  return folded.size === before.size && [...folded].every((id) => before.has(id)) ? before : folded;
}

function isDone(ids: readonly string[], steps: Steps): boolean {
  return ids.every((id) => {
    const status = steps[id]?.status;
    return status === 'done' || status === 'cached';
  });
}

/** What several steps are together: the one that asks for most attention decides. */
export function statusOfAll(steps: readonly StepItem[]): StepStatus {
  const has = (status: StepStatus) => steps.some((step) => step.status === status);
  if (has('failed')) return 'failed';
  if (has('running')) return 'running';
  if (has('cancelled')) return 'cancelled';
  if (has('waiting')) return has('done') || has('cached') ? 'running' : 'waiting';
  return has('done') ? 'done' : 'cached';
}
