import type { ReactNode } from 'react';
import type { StepTransfer } from '../../../shared/build/view.ts';
import type { BuildHead, StepItem } from '../../../shared/contract/index.ts';
import { formatDuration, formatTransfer } from '../../../shared/options/index.ts';
import type { Steps } from '../../graph/index.ts';
import { Bar, STATUS_WORD, StatusGlyph } from '../../ui/index.ts';
import { wholeTime } from '../words.ts';
import styles from './details.module.css';
import { Fact, Facts } from './facts.tsx';
import { WarningList } from './warning-list.tsx';

interface StepDetailsProps {
  readonly step: StepItem;
  readonly steps: Steps;
  readonly head: BuildHead;
  readonly onSelect: (step: string) => void;
}

/** All that is known of a step. */
export function StepDetails({ step, steps, head, onSelect }: StepDetailsProps): ReactNode {
  const since = (time: number) =>
    `${wholeTime(time)}, ${formatDuration(time - head.summary.startedAt)} after the build`;
  const feeds = Object.values(steps).filter((other) => other.inputs.includes(step.id));
  const span = step.started !== undefined && step.completed !== undefined ? step.completed - step.started : undefined;
  const inGoes = span !== undefined && span - step.duration > 100_000;
  return (
    <div className={styles.details}>
      <Facts>
        <Fact name="Full name" mono>
          {step.name}
        </Fact>
        <Fact name="Status">
          {step.status === 'cancelled' && step.started === undefined ? 'never started' : STATUS_WORD[step.status]}
        </Fact>
        {step.error === undefined || step.error === '' ? null : (
          <Fact name="Error" mono>
            {step.error}
          </Fact>
        )}
        {step.started === undefined ? null : <Fact name="Started">{since(step.started)}</Fact>}
        {step.completed === undefined ? null : <Fact name="Ended">{since(step.completed)}</Fact>}
        {step.status === 'done' || step.status === 'failed' ? (
          <Fact name="Took">
            {formatDuration(step.duration)}
            {inGoes ? `, in several goes over ${formatDuration(span)}` : ''}
          </Fact>
        ) : null}
        {step.platform === undefined ? null : <Fact name="Platform">{step.platform}</Fact>}
        <Fact name="Identity" mono>
          {step.id}
        </Fact>
      </Facts>
      {step.transfers.length === 0 ? null : (
        <section>
          <h3 className={styles.heading}>Moved</h3>
          <ul className={styles.transfers}>
            {step.transfers.map((transfer) => (
              <Transfer key={transfer.id} transfer={transfer} />
            ))}
          </ul>
        </section>
      )}
      <WarningList warnings={head.warnings.filter((warning) => warning.step === step.id)} />
      <StepLinks title="Needs" steps={step.inputs.flatMap((id) => steps[id] ?? [])} onSelect={onSelect} />
      <StepLinks title="Is needed by" steps={feeds} onSelect={onSelect} />
    </div>
  );
}

function Transfer({ transfer }: { readonly transfer: StepTransfer }): ReactNode {
  const over = transfer.completed !== undefined;
  return (
    <li className={styles.transfer}>
      <span className={styles.transferName}>{transfer.id}</span>
      <span className={styles.quiet}>
        {over || transfer.action === '' ? '' : `${transfer.action} `}
        {formatTransfer(transfer.current, over ? 0 : transfer.total)}
      </span>
      {over || transfer.total <= 0 ? null : (
        <Bar
          height={4}
          total={transfer.total}
          parts={[{ id: 'moved', value: transfer.current, look: 'sea' }]}
          label={`${Math.round((transfer.current / transfer.total) * 100)} %`}
        />
      )}
    </li>
  );
}

function StepLinks({
  title,
  steps,
  onSelect,
}: {
  readonly title: string;
  readonly steps: readonly StepItem[];
  readonly onSelect: (step: string) => void;
}): ReactNode {
  if (steps.length === 0) return null;
  return (
    <section>
      <h3 className={styles.heading}>{title}</h3>
      <ul>
        {steps.slice(0, 50).map((step) => (
          <li key={step.id}>
            <button type="button" className={styles.link} onClick={() => onSelect(step.id)}>
              <StatusGlyph status={step.status} size={15} />
              <span className={styles.keyword}>{step.keyword}</span>
              <span className={styles.linkText}>{step.text}</span>
            </button>
          </li>
        ))}
      </ul>
      {steps.length > 50 ? <p className={styles.quiet}>and {steps.length - 50} more</p> : null}
    </section>
  );
}
