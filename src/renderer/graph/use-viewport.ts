import { useReactFlow, type Viewport } from '@xyflow/react';
import {
  type MouseEvent as ReactMouseEvent,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { flushSync } from 'react-dom';
import { CARD_WIDTH, rowCentre } from './geometry.ts';
import { stepAt } from './hit.ts';
import type { GraphLayout } from './layout-types.ts';

/** Below this zoom names are strokes. */
const FAR = 0.6;
/** The smallest zoom: all of 5,000 steps. */
export const LEAST = 0.02;
const MARGIN = 18;
/** Kept free under the graph for the legend. */
const FOOT = 40;
const SLIDE_MS = 240;

interface GraphViewport {
  readonly frame: RefObject<HTMLDivElement | null>;
  readonly first: Viewport;
  readonly far: boolean;
  readonly onMoveStart: (event: unknown) => void;
  readonly onMove: (event: unknown, viewport: Viewport) => void;
  readonly fit: () => void;
  readonly zoomBy: (factor: number) => void;
  /** Moves the view only if the step is not in it. */
  readonly reveal: (step: string) => void;
  /** Selects what lies under the pointer, for a graph drawn on a canvas. */
  readonly pick: (event: ReactMouseEvent, onSelect: (step: string | undefined) => void) => void;
}

/**
 * Pan and zoom. The view fits the graph, and goes on fitting while the graph grows, until a person moves it; it never shrinks
 * by itself below the zoom where names can be read, unless they asked to see all of it.
 */
export function useViewport(layout: GraphLayout): GraphViewport {
  const flow = useReactFlow();
  const frame = useRef<HTMLDivElement>(null);
  const [far, setFar] = useState(false);
  const moved = useRef(false);
  /** Zoom below which the view does not shrink by itself: none once a person asked to see all. */
  const least = useRef(FAR);
  const first = useRef<Viewport>({ x: MARGIN, y: MARGIN, zoom: 1 });

  const show = useCallback(
    (viewport: Viewport, slide: boolean) => {
      const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
      flow.setViewport(viewport, slide && !still ? { duration: SLIDE_MS } : undefined);
    },
    [flow],
  );

  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null || layout.cards.length === 0) return;
    const follow = () => {
      if (!moved.current) show(fitting(layout, element, least.current), false);
    };
    follow();
    const observer = new ResizeObserver(follow);
    observer.observe(element);
    return () => observer.disconnect();
  }, [layout, show]);

  const onMove = useCallback((_event: unknown, viewport: Viewport) => {
    setFar(isFar(viewport));
    const type = Math.min(2.2, Math.max(1, 1 / viewport.zoom));
    frame.current?.style.setProperty('--far-type', type.toFixed(2));
  }, []);

  useEffect(() => onMove(undefined, flow.getViewport()), [flow, onMove]);

  return {
    frame,
    first: first.current,
    far,
    onMove,
    onMoveStart: (event) => {
      if (event !== null && event !== undefined) moved.current = true;
    },
    fit: () => {
      moved.current = false;
      least.current = LEAST;
      if (frame.current === null) return;
      const viewport = fitting(layout, frame.current, LEAST);
      // Before it jumps: else every card would be made for the one frame until the canvas takes over.
      if (isFar(viewport)) flushSync(() => setFar(true));
      show(viewport, true);
    },
    zoomBy: (factor) => {
      moved.current = true;
      const element = frame.current;
      if (element === null) return;
      const { x, y, zoom } = flow.getViewport();
      const next = Math.min(1.5, Math.max(LEAST, zoom * factor));
      const at = { x: element.clientWidth / 2, y: element.clientHeight / 2 };
      show({ x: at.x - ((at.x - x) * next) / zoom, y: at.y - ((at.y - y) * next) / zoom, zoom: next }, true);
    },
    reveal: (step) => {
      const place = layout.places.get(step);
      const card = layout.cardById.get(place?.card ?? '');
      const element = frame.current;
      if (place === undefined || card === undefined || element === null) return;
      const { x, y, zoom } = flow.getViewport();
      const row = layout.folded.has(card.stage) ? 0 : place.row;
      const left = card.x * zoom + x;
      const top = (card.y + rowCentre(row)) * zoom + y;
      const dx = nudge(left, left + CARD_WIDTH * zoom, element.clientWidth);
      const dy = nudge(top - 24, top + 24, element.clientHeight - FOOT);
      if (dx === 0 && dy === 0) return;
      // Who goes to a step looks at it: the view does not leave it again when the graph grows.
      moved.current = true;
      show({ x: x + dx, y: y + dy, zoom }, true);
    },
    pick: (event, onSelect) => {
      const bounds = frame.current?.getBoundingClientRect();
      if (bounds === undefined) return;
      const { x, y, zoom } = flow.getViewport();
      onSelect(stepAt(layout, (event.clientX - bounds.left - x) / zoom, (event.clientY - bounds.top - y) / zoom));
    },
  };
}

function isFar({ zoom }: Viewport): boolean {
  return zoom < FAR - 0.001;
}

/** All of the graph at up to its real size; when that would take less than `least`, its top left at that zoom. */
function fitting(layout: GraphLayout, element: HTMLElement, least: number): Viewport {
  const width = element.clientWidth - 2 * MARGIN;
  const height = element.clientHeight - MARGIN - FOOT;
  const whole = Math.min(1, width / Math.max(1, layout.width), height / Math.max(1, layout.height));
  const zoom = Math.max(whole, least);
  const spare = Math.max(0, (width - layout.width * zoom) / 2);
  return { x: MARGIN + Math.min(spare, 60), y: MARGIN, zoom };
}

/** How far to move so that the span from `start` to `end` lies within `size`, with a margin. */
function nudge(start: number, end: number, size: number): number {
  if (start < MARGIN) return MARGIN - start;
  if (end > size - MARGIN) return Math.max(size - MARGIN - end, MARGIN - start);
  return 0;
}
