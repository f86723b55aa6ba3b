import { useMemo, useRef, useState } from 'react';
import type { BuildStage } from '../../shared/build/view.ts';
import { foldedStages } from './fold.ts';
import { layoutGraph } from './layout.ts';
import type { GraphLayout } from './layout-types.ts';
import { hasShape, type Steps, topologyOf } from './topology.ts';

export interface LiveLayout {
  readonly layout: GraphLayout;
  /** Folds or opens a stage; the graph is laid out afresh, since the person asked for it. */
  readonly fold: (stage: string, folded: boolean) => void;
}

/** The layout of a build while it grows. It stays the same object as long as no step comes and no stage folds. */
export function useLayout(steps: Steps, stages: readonly BuildStage[]): LiveLayout {
  const [chosen, setChosen] = useState<ReadonlyMap<string, boolean>>(new Map());
  const last = useRef<{ readonly layout: GraphLayout; readonly chosen: ReadonlyMap<string, boolean> }>(undefined);
  const layout = useMemo(() => {
    const before = last.current;
    const topology =
      before !== undefined && hasShape(before.layout.topology, steps, stages)
        ? before.layout.topology
        : topologyOf(steps, stages);
    const folded = foldedStages(topology, steps, chosen, before?.layout.folded ?? new Set());
    const same = before !== undefined && topology === before.layout.topology && folded === before.layout.folded;
    const next = same
      ? before.layout
      : layoutGraph(topology, folded, before?.chosen === chosen ? before.layout : undefined);
    last.current = { layout: next, chosen };
    return next;
  }, [steps, stages, chosen]);
  const fold = (stage: string, folded: boolean) => setChosen((map) => new Map(map).set(stage, folded));
  return { layout, fold };
}
