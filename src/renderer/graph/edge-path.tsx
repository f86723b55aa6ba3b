import type { ReactNode } from 'react';
import { cx } from '../ui/index.ts';
import styles from './edge-path.module.css';
import type { GraphEdge } from './edges.ts';
import { STUB } from './geometry.ts';
import { useGraph } from './graph-store.ts';
import { pathOf } from './line.ts';
import { type LineLook, lookOf } from './stage-card.tsx';

/** One line of the graph. A stub opens while one of its ends is selected, pointed at or on the failing path. */
export function EdgePath({ edge }: { readonly edge: GraphEdge }): ReactNode {
  const look = useGraph((state): LineLook => {
    const onPath = state.failing?.has(edge.target) === true && state.failing.has(edge.source);
    return lookOf(state.steps[edge.target], onPath);
  });
  const dimmed = useGraph(
    (state) => state.failing !== undefined && !(state.failing.has(edge.target) && state.failing.has(edge.source)),
  );
  const near = useGraph((state) => touches(edge, state.selected) || touches(edge, state.pointed));
  const open = edge.shape !== 'stub' || near || look === 'failing';
  const classes = cx(styles.edge, styles[look], near && styles.near, dimmed && styles.dimmed);
  return open ? (
    <path d={pathOf(edge)} className={classes} />
  ) : (
    <path d={`M${edge.from.x} ${edge.from.y}h${STUB}M${edge.to.x - STUB} ${edge.to.y}h${STUB}`} className={classes} />
  );
}

function touches(edge: GraphEdge, step: string | undefined): boolean {
  return step !== undefined && (edge.source === step || edge.target === step);
}
