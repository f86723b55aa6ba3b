import type { ReactNode } from 'react';
import { cx } from '../ui/index.ts';
import styles from './edge-path.module.css';
import type { GraphEdge } from './edges.ts';
import { HEAD_HEIGHT, STUB } from './geometry.ts';
import { useGraph } from './graph-store.ts';
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

/** From the right of a row to the left of another; loops out where the target does not stand on the right. */
export function pathOf(edge: Pick<GraphEdge, 'shape' | 'from' | 'to'>): string {
  const { from, to } = edge;
  if (edge.shape === 'down') return `M${from.x} ${from.y + 8}V${to.y - HEAD_HEIGHT - 15}`;
  const gap = to.x - from.x;
  if (gap > 0) {
    const bend = Math.min(Math.max(gap * 0.5, 12), 90);
    return `M${from.x} ${from.y}C${from.x + bend} ${from.y} ${to.x - bend} ${to.y} ${to.x} ${to.y}`;
  }
  const out = 26;
  const middle = (from.y + to.y) / 2;
  return `M${from.x} ${from.y}C${from.x + out} ${from.y} ${from.x + out} ${middle} ${(from.x + to.x) / 2} ${middle}S${to.x - out} ${to.y} ${to.x} ${to.y}`;
}
