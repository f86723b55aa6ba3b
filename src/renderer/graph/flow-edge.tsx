import type { Edge, EdgeProps } from '@xyflow/react';
import { memo, type ReactNode } from 'react';
import { EdgePath } from './edge-path.tsx';
import type { GraphEdge } from './edges.ts';

type LineEdge = Edge<{ readonly edge: GraphEdge }, 'line'>;

/** A line of the graph as React Flow draws it; its ends come from the layout. */
export const FlowEdge = memo(function FlowEdge({ data }: EdgeProps<LineEdge>): ReactNode {
  return data === undefined ? null : <EdgePath edge={data.edge} />;
});

export function flowEdges(edges: readonly GraphEdge[]): LineEdge[] {
  return edges.map((edge) => ({
    id: edge.id,
    type: 'line',
    source: edge.sourceCard,
    target: edge.targetCard,
    data: { edge },
    // Lines are for the eye: the list says what needs what.
    domAttributes: { 'aria-hidden': true },
  }));
}
