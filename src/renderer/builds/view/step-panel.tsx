import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { BuildHead, StepItem } from '../../../shared/contract/index.ts';
import { formatDuration, groupDigits } from '../../../shared/options/index.ts';
import { count } from '../../app/index.ts';
import { type Steps, StepTime } from '../../graph/index.ts';
import { IconButton, StatusGlyph, Tabs } from '../../ui/index.ts';
import { CopyLog, isBeingRead } from '../log/copy-log.tsx';
import { LogView } from '../log/log-view.tsx';
import { BuildDetails } from './build-details.tsx';
import { StepDetails } from './step-details.tsx';
import styles from './step-panel.module.css';

export type PanelTab = 'log' | 'details';

interface StepPanelProps {
  readonly buildKey: string;
  readonly head: BuildHead;
  readonly steps: Steps;
  readonly selected: string | undefined;
  readonly onSelect: (step: string | undefined) => void;
  /** When the build was last heard of, where its builder does not answer. */
  readonly lastHeard: number | undefined;
  readonly tab: PanelTab;
  readonly onTab: (tab: PanelTab) => void;
}

/** Log and details of the selected step, or of the whole build while none is selected. */
export function StepPanel(props: StepPanelProps): ReactNode {
  const { buildKey, head, steps, selected, onSelect, lastHeard, tab, onTab } = props;
  const step = selected === undefined ? undefined : steps[selected];
  const total = step === undefined ? head.logLines : step.logLines;
  const warnings = step === undefined ? head.warnings.length : step.warnings;
  const note = [
    `${groupDigits(total)} ${total === 1 ? 'line' : 'lines'}`,
    warnings > 0 ? count(warnings, 'warning') : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
  const building = head.summary.status === 'running';
  return (
    <section className={styles.panel} aria-label={step === undefined ? 'All steps' : 'Step'} data-area>
      <header className={styles.head}>
        {step === undefined ? (
          <div className={styles.heading}>
            <h2 className={styles.title}>All steps</h2>
            <span className={styles.figure}>{count(head.summary.counts.total, 'step')}</span>
          </div>
        ) : (
          <StepHeading step={step} head={head} lastHeard={lastHeard} onClose={() => onSelect(undefined)} />
        )}
      </header>
      <Tabs
        label="Of the step"
        value={tab}
        onChange={(value) => onTab(value === 'details' ? 'details' : 'log')}
        className={styles.tabs}
        contentClassName={styles.content}
        aside={<CopyLog key={step?.id ?? ''} buildKey={buildKey} step={step?.id ?? ''} head={head} lines={total} />}
        tabs={[
          {
            value: 'log',
            label: 'Log',
            content: (
              <LogView
                key={step?.id ?? ''}
                buildKey={buildKey}
                step={step?.id ?? ''}
                label={step === undefined ? 'Log of all steps' : `Log of ${step.keyword} ${step.text}`}
                total={total}
                state={step === undefined ? head.logVersion : step.logVersion}
                startedAt={head.summary.startedAt}
                reading={isBeingRead(head)}
                running={building && (step === undefined || step.status === 'running' || step.status === 'waiting')}
                note={note}
                {...(step === undefined
                  ? {
                      stepNumber: (id: string) => numberOf(steps[id]),
                      steps: head.summary.counts.total,
                      onStep: (id: string) => onSelect(id),
                    }
                  : {})}
              />
            ),
          },
          {
            value: 'details',
            label: warnings > 0 ? `Details, ${count(warnings, 'warning')}` : 'Details',
            content:
              step === undefined ? (
                <BuildDetails head={head} onSelect={onSelect} steps={steps} />
              ) : (
                <StepDetails step={step} steps={steps} head={head} onSelect={onSelect} />
              ),
          },
        ]}
      />
    </section>
  );
}

function numberOf(step: StepItem | undefined): number | undefined {
  return step === undefined ? undefined : step.index + 1;
}

function StepHeading({
  step,
  head,
  lastHeard,
  onClose,
}: {
  readonly step: StepItem;
  readonly head: BuildHead;
  readonly lastHeard: number | undefined;
  readonly onClose: () => void;
}): ReactNode {
  return (
    <>
      <div className={styles.heading}>
        <StatusGlyph status={step.status} />
        <h2 className={styles.title} title={step.name}>
          {step.text}
        </h2>
        <span className={styles.figure}>
          {step.status === 'running' ? (
            <StepTime step={step} clockOffset={head.clockOffset} lastHeard={lastHeard} />
          ) : step.status === 'done' || step.status === 'failed' ? (
            formatDuration(step.duration)
          ) : null}
        </span>
        <IconButton size="row" label="Show all steps" icon={<X size={14} aria-hidden />} onClick={onClose} />
      </div>
      <p className={styles.where}>{whereWords(step, head)}</p>
    </>
  );
}

/** A stage by its name; one without is called `stage-0` by BuildKit, which would be said as `Stage stage-0`. */
export function stageNumber(name: string): string {
  return /^stage-(\d+)$/.exec(name)?.[1] ?? name;
}

/** `Stage build, step 4 of 5`. */
export function whereWords(step: StepItem, head: BuildHead): string {
  const stage = head.stages.find((each) => each.id === step.stage);
  const place = step.position === undefined ? '' : `, step ${step.position.index} of ${step.position.of}`;
  const platform = step.platform === undefined ? '' : `, ${step.platform}`;
  const name = stage === undefined ? '' : stage.kind === 'stage' ? `Stage ${stageNumber(stage.name)}` : stage.name;
  return `${name}${place}${platform}`;
}
