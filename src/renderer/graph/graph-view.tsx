import '@xyflow/react/dist/base.css';
import { Background, BackgroundVariant, ReactFlow, ReactFlowProvider, ViewportPortal } from '@xyflow/react';
import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useLayoutEffect, useMemo, useState } from 'react';
import type { BuildStage } from '../../shared/build/view.ts';
import { cardLinksOf } from './card-links.ts';
import { edgesOf } from './edges.ts';
import { FlowCard, flowNodes } from './flow-card.tsx';
import { FlowEdge, flowEdges } from './flow-edge.tsx';
import { CANVAS_ABOVE, FOLD_ABOVE } from './fold.ts';
import { BAND_HEAD } from './geometry.ts';
import { GraphCanvas } from './graph-canvas.tsx';
import { GraphControls } from './graph-controls.tsx';
import { createGraphStore, GraphStoreContext } from './graph-store.ts';
import styles from './graph-view.module.css';
import type { GraphLayout } from './layout-types.ts';
import { type Direction, readingOrder, stepTowards } from './navigate.ts';
import { rowId } from './step-row.tsx';
import type { Steps } from './topology.ts';
import { useLayout } from './use-layout.ts';
import { LEAST, useViewport } from './use-viewport.ts';

export interface GraphViewProps {
  readonly steps: Steps;
  readonly stages: readonly BuildStage[];
  readonly selected: string | undefined;
  readonly onSelect: (step: string | undefined) => void;
  /** Enter on a step: go to what is known of it. */
  readonly onOpen: (step: string) => void;
  /** Steps on the way to the one that failed. */
  readonly failing?: ReadonlySet<string> | undefined;
  /** Daemon's clock minus this computer's, µs. */
  readonly clockOffset: number;
  /** µs of this computer's clock: when it was last heard of, where its builder does not answer. */
  readonly lastHeard: number | undefined;
}

const NODE_TYPES = { card: FlowCard };
const EDGE_TYPES = { line: FlowEdge };
const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
};

/** The live graph of a build: pan by dragging or scrolling, zoom with Ctrl and the wheel, walk with the arrow keys. */
export function GraphView(props: GraphViewProps): ReactNode {
  return (
    <ReactFlowProvider>
      <Graph {...props} />
    </ReactFlowProvider>
  );
}

function Graph(props: GraphViewProps): ReactNode {
  const { steps, stages, selected, onSelect, onOpen, failing, clockOffset, lastHeard } = props;
  const [store] = useState(() =>
    createGraphStore({ steps, selected, pointed: undefined, failing, clockOffset, lastHeard }),
  );
  useLayoutEffect(
    () => store.setState({ steps, selected, failing, clockOffset, lastHeard }),
    [store, steps, selected, failing, clockOffset, lastHeard],
  );

  const { layout, fold } = useLayout(steps, stages);
  const view = useViewport(layout);
  const canvas = layout.places.size > CANVAS_ABOVE;
  const onCanvas = canvas && view.far;

  const select = useCallback((step: string) => onSelect(step), [onSelect]);
  const point = useCallback((step: string | undefined) => store.setState({ pointed: step }), [store]);
  const onFold = useStable(fold);
  const canFold = layout.places.size > FOLD_ABOVE || layout.folded.size > 0;
  const edges = useMemo(() => edgesOf(layout), [layout]);
  const nodes = useMemo(
    () =>
      flowNodes(layout, cardLinksOf(edges), { onSelect: select, onPoint: point, onFold: canFold ? onFold : undefined }),
    [layout, edges, select, point, onFold, canFold],
  );
  const lines = useMemo(() => flowEdges(edges), [edges]);

  const reveal = useStable(view.reveal);
  useEffect(() => {
    if (selected !== undefined) reveal(selected);
  }, [selected, reveal]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const next = stepByKey(event.key, layout, selected);
    if (next !== undefined) {
      event.preventDefault();
      onSelect(next);
    } else if (event.key === 'Enter' && selected !== undefined) {
      event.preventDefault();
      const stage = layout.topology.stageOf.get(selected);
      if (stage !== undefined && layout.folded.has(stage)) fold(stage, false);
      else onOpen(selected);
    } else if (event.key === 'Escape' && selected !== undefined) {
      event.preventDefault();
      onSelect(undefined);
    }
  };

  return (
    <GraphStoreContext value={store}>
      <div ref={view.frame} className={styles.graph} data-far={view.far}>
        {canvas ? <GraphCanvas layout={layout} edges={edges} cards={onCanvas} /> : null}
        {/* React Flow's own element has the role of an application: it walks its steps with the arrow keys itself. */}
        <ReactFlow
          aria-label={`Graph of ${layout.places.size} steps. Arrow keys follow its lines, Enter opens a step. The list shows the same.`}
          aria-activedescendant={
            selected !== undefined && layout.places.has(selected) && !onCanvas ? rowId(selected) : undefined
          }
          tabIndex={0}
          onKeyDown={onKeyDown}
          nodes={onCanvas ? NOTHING : nodes}
          edges={canvas ? NO_LINES : lines}
          nodeTypes={NODE_TYPES}
          edgeTypes={EDGE_TYPES}
          onlyRenderVisibleElements
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          disableKeyboardA11y
          panOnScroll
          zoomOnDoubleClick={false}
          minZoom={LEAST}
          maxZoom={1.5}
          deleteKeyCode={null}
          selectionKeyCode={null}
          multiSelectionKeyCode={null}
          panActivationKeyCode={null}
          zoomActivationKeyCode={null}
          defaultViewport={view.first}
          onMoveStart={view.onMoveStart}
          onMove={view.onMove}
          onPaneClick={(event) => (onCanvas ? view.pick(event, onSelect) : onSelect(undefined))}
          proOptions={{ hideAttribution: true }}
        >
          <Background variant={BackgroundVariant.Dots} gap={28} size={1.4} color="var(--line)" />
          <ViewportPortal>
            {layout.bands.map((band) => (
              <div
                key={band.platform}
                className={styles.band}
                style={{ transform: `translate(0, ${band.y - BAND_HEAD}px)` }}
              >
                {band.platform}
              </div>
            ))}
          </ViewportPortal>
        </ReactFlow>
        <GraphControls onZoom={view.zoomBy} onFit={view.fit} />
      </div>
    </GraphStoreContext>
  );
}

const NOTHING: ReturnType<typeof flowNodes> = [];
const NO_LINES: ReturnType<typeof flowEdges> = [];

function stepByKey(key: string, layout: GraphLayout, selected: string | undefined): string | undefined {
  if (key === 'Home') return readingOrder(layout)[0];
  if (key === 'End') return readingOrder(layout).at(-1);
  const direction = ARROWS[key];
  if (direction === undefined) return undefined;
  return selected === undefined ? readingOrder(layout)[0] : stepTowards(layout, selected, direction);
}

/** The same function for ever, which calls the newest one. */
function useStable<Args extends readonly unknown[]>(run: (...args: Args) => void): (...args: Args) => void {
  const [holder] = useState(() => ({ run }));
  useLayoutEffect(() => {
    holder.run = run;
  });
  return useCallback((...args: Args) => holder.run(...args), [holder]);
}
