import { useStore } from '@xyflow/react';
import { type ReactNode, useEffect, useRef } from 'react';
import type { GraphEdge } from './edges.ts';
import { useGraphStore } from './graph-store.ts';
import styles from './graph-view.module.css';
import type { GraphLayout } from './layout-types.ts';
import { paintGraph } from './paint.ts';
import { readPalette } from './palette.ts';

interface GraphCanvasProps {
  readonly layout: GraphLayout;
  readonly edges: readonly GraphEdge[];
  readonly cards: boolean;
}

/** A big graph on one canvas: its lines always, its cards while it is seen from far. Draws at most once a frame. */
export function GraphCanvas({ layout, edges, cards }: GraphCanvasProps): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const store = useGraphStore();
  const transform = useStore((state) => state.transform);
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);

  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    let frame = 0;
    const draw = () => {
      frame = 0;
      const scale = window.devicePixelRatio;
      element.width = Math.round(width * scale);
      element.height = Math.round(height * scale);
      const context = element.getContext('2d');
      if (context === null) return;
      context.scale(scale, scale);
      paintGraph(context, {
        layout,
        edges,
        cards,
        state: store.getState(),
        transform,
        width,
        height,
        palette: readPalette(element),
      });
    };
    const soon = () => {
      if (frame === 0) frame = requestAnimationFrame(draw);
    };
    soon();
    const unsubscribe = store.subscribe(soon);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', soon);
    return () => {
      cancelAnimationFrame(frame);
      unsubscribe();
      scheme.removeEventListener('change', soon);
    };
  }, [layout, edges, cards, store, transform, width, height]);

  return <canvas ref={canvas} className={styles.canvas} aria-hidden />;
}
