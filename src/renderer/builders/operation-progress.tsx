import type { ReactNode } from 'react';
import type { OperationHead, OperationStep } from '../../shared/contract/index.ts';
import { formatDuration, formatRunning, formatTransfer } from '../../shared/options/index.ts';
import { useNow, useTopic } from '../app/index.ts';
import { FailureNotice, type GlyphStatus, Notice, StatusGlyph } from '../ui/index.ts';
import styles from './operation-progress.module.css';

/** An operation as it happens: its steps with notes and times, and at a failure what holds now. */
export function OperationProgress({ id }: { readonly id: string }): ReactNode {
  const { head, items, failure } = useTopic('operation', id);
  const steps = Object.values(items).sort((a, b) => a.index - b.index);
  return (
    <div className={styles.progress}>
      <ol className={styles.steps} aria-label="Steps">
        {steps.map((step) => (
          <Step key={step.id} step={step} />
        ))}
      </ol>
      {failure === undefined ? null : <FailureNotice failure={failure} live />}
      {head === undefined ? null : <End head={head} />}
    </div>
  );
}

const GLYPH: Readonly<Record<OperationStep['status'], GlyphStatus>> = {
  waiting: 'waiting',
  running: 'running',
  done: 'done',
  failed: 'failed',
  skipped: 'cancelled',
};

function Step({ step }: { readonly step: OperationStep }): ReactNode {
  const running = step.status === 'running';
  const share = running && step.total !== undefined && step.total > 0 ? (step.current ?? 0) / step.total : undefined;
  return (
    <li className={styles.step} data-status={step.status}>
      <StatusGlyph status={GLYPH[step.status]} {...(step.status === 'skipped' ? { word: 'left out' } : {})} />
      <div className={styles.words}>
        <span className={styles.title}>{step.title}</span>
        {step.note === undefined ? null : <span className={styles.note}>{step.note}</span>}
        {share === undefined ? null : (
          <span className={styles.track}>
            <span className={styles.fill} style={{ width: `${Math.min(100, share * 100)}%` }} />
          </span>
        )}
      </div>
      <span className={styles.time}>{running ? <Running step={step} /> : timeOf(step)}</span>
    </li>
  );
}

function Running({ step }: { readonly step: OperationStep }): ReactNode {
  const now = useNow(1000);
  const bytes =
    step.total === undefined || step.total === 0 ? undefined : formatTransfer(step.current ?? 0, step.total);
  return (
    <>
      {bytes === undefined ? null : <span>{bytes}</span>}
      <span>{step.startedAt === undefined ? '' : formatRunning(now - step.startedAt)}</span>
    </>
  );
}

function timeOf(step: OperationStep): string {
  if (step.startedAt === undefined || step.endedAt === undefined) return '';
  return formatDuration(step.endedAt - step.startedAt);
}

function End({ head }: { readonly head: OperationHead }): ReactNode {
  if (head.status === 'running' || (head.failure === undefined && head.leftovers.length === 0)) return null;
  return (
    <>
      {head.failure === undefined ? null : <FailureNotice failure={head.failure} live />}
      {head.leftovers.length === 0 ? null : (
        <Notice look="info" title="What holds now">
          {head.leftovers.map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
        </Notice>
      )}
    </>
  );
}
