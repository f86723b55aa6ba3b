import { ChevronDown, ChevronRight } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { StepItem } from '../../shared/contract/index.ts';
import { formatDuration } from '../../shared/options/index.ts';
import { cx, StatusGlyph } from '../ui/index.ts';
import { railsOf } from './edges.ts';
import { statusOfAll } from './fold.ts';
import { RAIL_X, rowCentre } from './geometry.ts';
import { useGraph } from './graph-store.ts';
import { type HeadNote, headNote } from './labels.ts';
import type { Card, GraphLayout } from './layout-types.ts';
import styles from './stage-card.module.css';
import { rowId, StepRow } from './step-row.tsx';

export interface StageCardProps {
  readonly card: Card;
  readonly layout: GraphLayout;
  /** True where the rail of the card above runs on through the head. */
  readonly railAbove: boolean;
  /** Step of the card below that the rail runs on to. */
  readonly railBelow: string | undefined;
  readonly onSelect: (step: string) => void;
  readonly onPoint: (step: string | undefined) => void;
  /** Absent where stages can't be folded. */
  readonly onFold?: ((stage: string, folded: boolean) => void) | undefined;
}

/** A stage: its head, and its steps as stations of a rail; or one row for all of them when it is folded. */
export const StageCard = memo(function StageCard(props: StageCardProps): ReactNode {
  const { card, layout, railAbove, railBelow, onSelect, onPoint, onFold } = props;
  const stage = layout.topology.stageById.get(card.stage);
  const folded = layout.folded.has(card.stage);
  const idle = useGraph((state) => card.rows.every((id) => state.steps[id]?.status === 'waiting'));
  const dimmed = useGraph((state) => state.failing !== undefined && !card.rows.some((id) => state.failing?.has(id)));
  if (stage === undefined) return null;
  const name = card.part === 0 ? stage.name : `${stage.name}, continued`;
  const FoldIcon = folded ? ChevronRight : ChevronDown;
  return (
    <div className={cx(styles.card, idle && stage.kind === 'result' && styles.toCome, dimmed && styles.dimmed)}>
      <div className={styles.head}>
        <span className={styles.name} title={stage.platform === undefined ? name : `${name}, ${stage.platform}`}>
          {name}
        </span>
        <Note steps={stage.steps} />
        {onFold === undefined ? null : (
          <button
            type="button"
            tabIndex={-1}
            className={styles.fold}
            aria-label={folded ? `Open stage ${name}` : `Fold stage ${name}`}
            onClick={() => onFold(card.stage, !folded)}
          >
            <FoldIcon size={14} aria-hidden />
          </button>
        )}
      </div>
      <Rails card={card} layout={layout} folded={folded} railAbove={railAbove} railBelow={railBelow} />
      {folded ? (
        <FoldedRow card={card} onSelect={onSelect} />
      ) : (
        card.rows.map((id) => <StepRow key={id} id={id} onSelect={onSelect} onPoint={onPoint} />)
      )}
    </div>
  );
});

function Note({ steps }: { readonly steps: readonly string[] }): ReactNode {
  const text = useGraph((state) => noteText(headNote(known(steps, state.steps))));
  return text === '' ? null : <span className={styles.note}>{text}</span>;
}

/** The words for what a card's head says. */
export function noteText(note: HeadNote): string {
  switch (note.kind) {
    case 'none':
      return '';
    case 'cached':
      return 'from cache';
    case 'failed':
      return 'failed';
    case 'cancelled':
      return 'cancelled';
    case 'running':
      return `${note.running} running`;
    case 'share':
      return `${note.ended} of ${note.of}`;
    case 'took':
      return formatDuration(note.duration);
  }
}

function FoldedRow({ card, onSelect }: { readonly card: Card; readonly onSelect: (step: string) => void }): ReactNode {
  const status = useGraph((state) => statusOfAll(known(card.rows, state.steps)));
  const selected = useGraph((state) => card.rows.find((id) => id === state.selected));
  const first = card.rows[0] ?? '';
  return (
    <button
      type="button"
      tabIndex={-1}
      id={rowId(selected ?? first)}
      className={cx(styles.foldedRow, selected !== undefined && styles.selected)}
      onClick={() => onSelect(first)}
    >
      <span className={styles.foldedGlyph}>
        <StatusGlyph status={status} size={16} />
      </span>
      {card.rows.length} steps
    </button>
  );
}

/** The rail behind the glyphs: sea into what runs, dashed while it is still to come. */
function Rails({
  card,
  layout,
  folded,
  railAbove,
  railBelow,
}: {
  readonly card: Card;
  readonly layout: GraphLayout;
  readonly folded: boolean;
  readonly railAbove: boolean;
  readonly railBelow: string | undefined;
}): ReactNode {
  const drawn = folded ? 1 : card.rows.length;
  const rails = folded ? [] : railsOf(card, layout);
  const looks = useGraph(
    useShallow((state) => rails.map((rail) => lookOf(state.steps[rail.target], state.failing?.has(rail.target)))),
  );
  const first = useGraph((state) => lookOf(state.steps[card.rows[0] ?? ''], state.failing?.has(card.rows[0] ?? '')));
  const below = useGraph((state) => lookOf(state.steps[railBelow ?? ''], state.failing?.has(railBelow ?? '')));
  return (
    <svg className={styles.rails} width={RAIL_X * 2} height={rowCentre(drawn)} aria-hidden>
      {railAbove ? <path d={`M${RAIL_X} 0V${rowCentre(0) - 8}`} className={cx(styles.rail, styles[first])} /> : null}
      {railBelow === undefined ? null : (
        <path
          d={`M${RAIL_X} ${rowCentre(drawn - 1) + 8}V${rowCentre(drawn)}`}
          className={cx(styles.rail, styles[below])}
        />
      )}
      {rails.map((rail, index) => (
        <path
          key={rail.target}
          d={`M${RAIL_X} ${rowCentre(rail.fromRow) + 8}V${rowCentre(rail.toRow) - 8}`}
          className={cx(styles.rail, styles[looks[index] ?? 'plain'])}
        />
      ))}
    </svg>
  );
}

export type LineLook = 'plain' | 'live' | 'toCome' | 'failing';

/** How a line that leads to a step is drawn. */
export function lookOf(target: StepItem | undefined, failing: boolean | undefined): LineLook {
  if (failing === true) return 'failing';
  if (target?.status === 'running') return 'live';
  return target?.status === 'waiting' || target?.status === 'cancelled' ? 'toCome' : 'plain';
}

function known(ids: readonly string[], steps: Readonly<Record<string, StepItem>>): readonly StepItem[] {
  return ids.flatMap((id) => steps[id] ?? []);
}
