import { memo, type ReactNode } from 'react';
import type { StepItem } from '../../shared/contract/index.ts';
import { formatDisk, formatDuration, formatTransfer } from '../../shared/options/index.ts';
import { cx, StatusGlyph } from '../ui/index.ts';
import { useGraph } from './graph-store.ts';
import { transferOf } from './labels.ts';
import { spokenAfter, spokenBefore } from './spoken.ts';
import styles from './step-row.module.css';
import { StepTime } from './step-time.tsx';

/** Id of a step's row in the graph, for `aria-activedescendant`. */
export function rowId(step: string): string {
  return `graph-step-${step}`;
}

interface StepRowProps {
  readonly id: string;
  readonly onSelect: (step: string) => void;
  readonly onPoint: (step: string | undefined) => void;
}

/** A station of the rail. */
export const StepRow = memo(function StepRow({ id, onSelect, onPoint }: StepRowProps): ReactNode {
  const step = useGraph((state) => state.steps[id]);
  const selected = useGraph((state) => state.selected === id);
  const dimmed = useGraph((state) => state.failing !== undefined && !state.failing.has(id));
  if (step === undefined) return <div className={styles.row} />;
  return (
    <button
      type="button"
      id={rowId(id)}
      tabIndex={-1}
      title={step.name}
      aria-current={selected || undefined}
      data-status={step.status}
      className={cx(styles.row, styles[step.status], selected && styles.selected, dimmed && styles.dimmed)}
      onClick={() => onSelect(id)}
      onPointerEnter={() => onPoint(id)}
      onPointerLeave={() => onPoint(undefined)}
    >
      <span className={styles.glyph}>
        <StatusGlyph status={step.status} size={16} silent />
      </span>
      <span className={styles.spoken}>{spokenBefore(step)}</span>
      {step.keyword === '' ? null : <span className={styles.keyword}>{step.keyword} </span>}
      <span className={styles.text}>{step.text}</span>
      <span className={styles.spoken}>{spokenAfter(step)}</span>
      <span className={styles.stroke} style={{ width: strokeWidth(step) }} />
      {step.warnings === 0 ? null : (
        <span className={styles.warned}>
          <StatusGlyph status="warning" size={13} silent />
        </span>
      )}
      <span className={styles.figure} aria-hidden>
        <StepFigure step={step} />
      </span>
      <Progress step={step} />
    </button>
  );
});

/** Right end of a row: how much, how long, or nothing. */
export function StepFigure({ step }: { readonly step: StepItem }): ReactNode {
  const transfer = transferOf(step);
  if (step.status === 'running') {
    return transfer === undefined ? <Elapsed step={step} /> : formatTransfer(transfer.current, transfer.total);
  }
  if (step.status === 'done' && step.keyword === '' && transfer !== undefined) return formatDisk(transfer.current);
  return step.status === 'done' || step.status === 'failed' ? formatDuration(step.duration) : null;
}

function Elapsed({ step }: { readonly step: StepItem }): ReactNode {
  const clockOffset = useGraph((state) => state.clockOffset);
  const lastHeard = useGraph((state) => state.lastHeard);
  return <StepTime step={step} clockOffset={clockOffset} lastHeard={lastHeard} />;
}

function Progress({ step }: { readonly step: StepItem }): ReactNode {
  const transfer = step.status === 'running' ? transferOf(step) : undefined;
  if (transfer === undefined || transfer.total <= 0) return null;
  const share = Math.min(1, transfer.current / transfer.total);
  return <span className={styles.progress} style={{ width: `${share * 100}%` }} />;
}

/** Length of the line that stands for the name where it is too small to read. */
function strokeWidth(step: StepItem): number {
  return Math.min(120, 24 + Math.min(step.text.length, 24) * 4);
}
