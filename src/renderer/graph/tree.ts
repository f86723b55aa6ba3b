import type { Topology, TopologyStage } from './topology.ts';

/** One row of the list that shows the same as the graph. */
export type TreeRow =
  | {
      readonly kind: 'stage';
      readonly id: string;
      readonly stage: TopologyStage;
      readonly open: boolean;
      readonly position: number;
      readonly siblings: number;
    }
  | {
      readonly kind: 'step';
      readonly id: string;
      readonly step: string;
      readonly stage: string;
      readonly position: number;
      readonly siblings: number;
    };

/** Stages in order, each with its steps under it unless it is closed. */
export function treeRows(topology: Topology, closed: ReadonlySet<string>): readonly TreeRow[] {
  const { stages } = topology;
  return stages.flatMap((stage, index): readonly TreeRow[] => {
    const open = !closed.has(stage.id);
    const head: TreeRow = {
      kind: 'stage',
      id: `stage ${stage.id}`,
      stage,
      open,
      position: index + 1,
      siblings: stages.length,
    };
    if (!open) return [head];
    return [
      head,
      ...stage.steps.map(
        (step, row): TreeRow => ({
          kind: 'step',
          id: `step ${step}`,
          step,
          stage: stage.id,
          position: row + 1,
          siblings: stage.steps.length,
        }),
      ),
    ];
  });
}
