import type { StepStatus } from '../../shared/build/view.ts';
import type { GraphEdge } from './edges.ts';
import { statusOfAll } from './fold.ts';
import { CARD_WIDTH, cardHeight, RAIL_X, rowCentre } from './geometry.ts';
import type { GraphState } from './graph-store.ts';
import { type Card, drawnRows, type GraphLayout } from './layout-types.ts';
import { pathOf } from './line.ts';
import type { Palette } from './palette.ts';

interface Scene {
  readonly layout: GraphLayout;
  readonly edges: readonly GraphEdge[];
  readonly cards: boolean;
  readonly state: GraphState;
  /** x, y and zoom of the view. */
  readonly transform: readonly [number, number, number];
  readonly width: number;
  readonly height: number;
  readonly palette: Palette;
}

/** Draws what of the graph is in view. Stubs are left out: from far they are dust. */
export function paintGraph(context: CanvasRenderingContext2D, scene: Scene): void {
  const [x, y, zoom] = scene.transform;
  const seen = { left: -x / zoom, top: -y / zoom, right: (scene.width - x) / zoom, bottom: (scene.height - y) / zoom };
  context.translate(x, y);
  context.scale(zoom, zoom);
  const { palette, state } = scene;
  for (const edge of scene.edges) {
    const near = edge.source === state.selected || edge.target === state.selected;
    if (edge.shape === 'stub' && !near) continue;
    if (Math.max(edge.from.x, edge.to.x) < seen.left || Math.min(edge.from.x, edge.to.x) > seen.right) continue;
    const heights = [edge.from, ...edge.via, edge.to].map((point) => point.y);
    if (Math.max(...heights) < seen.top || Math.min(...heights) > seen.bottom) continue;
    const failing = state.failing?.has(edge.target) === true && state.failing.has(edge.source);
    const running = state.steps[edge.target]?.status === 'running';
    const plain = zoom < TINY ? 0.3 : 0.7;
    context.globalAlpha = failing || running || near ? 1 : state.failing === undefined ? plain : plain / 2;
    context.strokeStyle = failing ? palette.fail : running ? palette.sea : near ? palette['text-2'] : palette['line-3'];
    context.lineWidth = Math.max(1.5, 0.75 / zoom);
    context.stroke(new Path2D(pathOf(edge)));
  }
  context.globalAlpha = 1;
  if (!scene.cards) return;
  for (const card of scene.layout.cards) {
    const height = cardHeight(drawnRows(card, scene.layout.folded));
    if (card.x > seen.right || card.x + CARD_WIDTH < seen.left || card.y > seen.bottom || card.y + height < seen.top)
      continue;
    paintCard(context, card, height, scene, zoom);
  }
}

function paintCard(context: CanvasRenderingContext2D, card: Card, height: number, scene: Scene, zoom: number): void {
  const { palette, state, layout } = scene;
  const dimmed = state.failing !== undefined && !card.rows.some((step) => state.failing?.has(step));
  context.fillStyle = palette.panel;
  context.strokeStyle = palette['line-2'];
  context.lineWidth = Math.max(1, 0.75 / zoom);
  context.beginPath();
  context.roundRect(card.x, card.y, CARD_WIDTH, height, 8);
  context.fill();
  context.stroke();
  context.globalAlpha = dimmed ? 0.46 : 1;
  const size = Math.min(26, 11 / zoom);
  if (zoom >= TINY) {
    context.save();
    context.beginPath();
    context.rect(card.x, card.y, CARD_WIDTH - 6, height);
    context.clip();
    context.fillStyle = palette['text-2'];
    context.font = `600 ${size}px "Inter Variable", system-ui, sans-serif`;
    context.textBaseline = 'middle';
    context.fillText(layout.topology.stageById.get(card.stage)?.name ?? '', card.x + 32, card.y + 15);
    context.restore();
  }
  const folded = layout.folded.has(card.stage);
  const rows = folded ? card.rows.slice(0, 1) : card.rows;
  for (const [row, id] of rows.entries()) {
    const step = state.steps[id];
    if (step === undefined) continue;
    const status = folded ? statusOfAll(card.rows.flatMap((each) => state.steps[each] ?? [])) : step.status;
    const middle = card.y + rowCentre(row);
    if (status === 'running' || status === 'failed') {
      context.fillStyle = status === 'running' ? palette['sea-soft'] : palette['fail-soft'];
      context.fillRect(card.x + 1, middle - 15, CARD_WIDTH - 2, 30);
    }
    const colour = palette[COLOUR[status]];
    if (zoom < TINY) {
      // Too small for a glyph: the whole row takes the colour.
      context.globalAlpha = (dimmed ? 0.4 : 1) * (status === 'waiting' || status === 'cancelled' ? 0.35 : 0.85);
      context.fillStyle = colour;
      context.fillRect(card.x + 1, middle - 15, CARD_WIDTH - 2, 30);
      continue;
    }
    context.fillStyle = colour;
    context.strokeStyle = colour;
    context.beginPath();
    context.arc(card.x + RAIL_X, middle, 7, 0, Math.PI * 2);
    if (status === 'waiting' || status === 'cancelled') context.stroke();
    else context.fill();
    context.fillStyle = status === 'running' || status === 'failed' ? colour : palette['line-3'];
    context.fillRect(card.x + 34, middle - 2, Math.min(120, 24 + Math.min(step.text.length, 24) * 4), 4);
    if (id === state.selected || (folded && card.rows.includes(state.selected ?? ''))) {
      context.strokeStyle = palette.text;
      context.lineWidth = Math.max(1.5, 1.5 / zoom);
      context.strokeRect(card.x + 1, middle - 14, CARD_WIDTH - 2, 28);
    }
  }
  context.globalAlpha = 1;
}

/** Zoom below which a row is a few pixels. */
const TINY = 0.18;

const COLOUR: Readonly<Record<StepStatus, keyof Palette>> = {
  waiting: 'text-3',
  running: 'sea',
  cached: 'steel',
  done: 'kelp',
  failed: 'fail',
  cancelled: 'text-3',
};
