import { type CSSProperties, type ReactNode, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { BuildStage } from '../../shared/build/view.ts';
import { cardLinksOf } from './card-links.ts';
import { EdgePath } from './edge-path.tsx';
import { edgesOf } from './edges.ts';
import { type FailingLayout, failingLayout } from './failing-layout.ts';
import { CARD_WIDTH, cardHeight } from './geometry.ts';
import { createGraphStore, GraphStoreContext } from './graph-store.ts';
import { drawnRows, type GraphLayout } from './layout-types.ts';
import styles from './mini-graph.module.css';
import { StageCard } from './stage-card.tsx';
import type { Steps } from './topology.ts';

interface MiniGraphProps {
  readonly layout: GraphLayout;
  readonly steps: Steps;
  readonly failing: ReadonlySet<string> | undefined;
  /** A press on a step. */
  readonly onSelect: (step: string) => void;
  /** What it shows, for screen readers, which it offers nothing more. */
  readonly label: string;
}

const TALLEST = 420;

/** The layout of the small graph beside a failure, while steps come; undefined where there is nothing to draw. */
export function useFailingLayout(
  steps: Steps,
  stages: readonly BuildStage[],
  failed: string | undefined,
): FailingLayout | undefined {
  const last = useRef<FailingLayout>(undefined);
  return useMemo(() => {
    last.current = failingLayout(steps, stages, failed, last.current);
    return last.current.layout.cards.length === 0 ? undefined : last.current;
  }, [steps, stages, failed]);
}

/** A graph, small and still, as wide as its place. */
export function MiniGraph({ layout, steps, failing, onSelect, label }: MiniGraphProps): ReactNode {
  const edges = useMemo(() => edgesOf(layout), [layout]);
  const links = useMemo(() => cardLinksOf(edges), [edges]);
  const [store] = useState(() =>
    createGraphStore({ steps, selected: undefined, pointed: undefined, failing, clockOffset: 0, lastHeard: undefined }),
  );
  useLayoutEffect(() => store.setState({ steps, failing }), [store, steps, failing]);
  const frame = useRef<HTMLElement>(null);
  const [width, setWidth] = useState(440);
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    setWidth(element.clientWidth);
    return () => observer.disconnect();
  }, []);
  const zoom = Math.min(0.75, width / Math.max(1, layout.width), TALLEST / Math.max(1, layout.height));
  return (
    <GraphStoreContext value={store}>
      <section
        ref={frame}
        className={styles.frame}
        aria-label={label}
        style={{ height: Math.ceil(layout.height * zoom) + 2 }}
      >
        <div
          className={styles.scene}
          data-far={zoom < 0.6}
          style={
            {
              transform: `scale(${zoom})`,
              '--far-type': Math.min(2.2, Math.max(1, 1 / zoom)).toFixed(2),
            } as CSSProperties
          }
        >
          <svg className={styles.lines} width={layout.width} height={layout.height} aria-hidden>
            {edges.map((edge) => (
              <EdgePath key={edge.id} edge={edge} />
            ))}
          </svg>
          {layout.cards.map((card) => (
            <div
              key={card.id}
              className={styles.card}
              style={{
                left: card.x,
                top: card.y,
                width: CARD_WIDTH,
                height: cardHeight(drawnRows(card, layout.folded)),
              }}
            >
              <StageCard
                card={card}
                layout={layout}
                railAbove={links.entered.has(card.id)}
                railBelow={links.below.get(card.id)}
                onSelect={onSelect}
                onPoint={ignore}
              />
            </div>
          ))}
        </div>
      </section>
    </GraphStoreContext>
  );
}

function ignore(): void {}
