import { type ReactNode, useEffect, useState } from 'react';
import type { BuildHead, LogLine as Line } from '../../../shared/contract/index.ts';
import { ask, count } from '../../app/index.ts';
import { MiniGraph, type Steps, useFailingLayout } from '../../graph/index.ts';
import { Button, Card, CommandLine, CopyButton } from '../../ui/index.ts';
import { isBeingRead } from '../log/copy-log.tsx';
import { LogLine } from '../log/log-line.tsx';
import styles from './failure-view.module.css';
import { SourceLines } from './source-lines.tsx';
import { stageNumber, whereWords } from './step-panel.tsx';

interface FailureViewProps {
  readonly buildKey: string;
  readonly head: BuildHead;
  readonly steps: Steps;
  readonly failing: ReadonlySet<string> | undefined;
  readonly onStep: (step: string) => void;
}

const TAIL = 10;

/** Why a build failed: what and where, the raw message, the line of the Dockerfile, the end of the step's log. */
export function FailureView({ buildKey, head, steps, failing, onStep }: FailureViewProps): ReactNode {
  const { failure } = head;
  const step = failure?.step === undefined ? undefined : steps[failure.step];
  const never = Object.values(steps).filter((each) => each.status === 'cancelled' && each.started === undefined).length;
  const title = failure?.failure.title ?? head.summary.errorHeadline ?? 'The build failed.';
  const raw = failure?.failure.detail;
  const total = Object.keys(steps).length;
  const graph = useFailingLayout(steps, head.stages, failure?.step);
  return (
    <div className={styles.scroll}>
      <div className={styles.columns}>
        <div className={styles.column}>
          <section className={styles.error} aria-label="Error">
            <div className={styles.errorHead}>
              <div className={styles.words}>
                <p className={styles.eyebrow}>{eyebrow(head, step)}</p>
                <h2 className={styles.title}>{title}</h2>
                {failure?.failure.meaning === undefined ? null : <p>{failure.failure.meaning}</p>}
                {failure?.failure.remedy === undefined ? null : <p>{failure.failure.remedy}</p>}
              </div>
              <CopyButton
                withWord
                label="Copy the error"
                text={() => [title, raw].filter((part) => part !== undefined).join('\n')}
              />
            </div>
            {raw === undefined ? null : (
              // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
              <pre className={styles.raw} tabIndex={0}>
                {raw}
              </pre>
            )}
            {failure?.failure.command === undefined ? null : <CommandLine command={failure.failure.command} />}
          </section>
          {failure?.source === undefined ? null : (
            <Card flush title={failure.source.file.split(/[\\/]/).at(-1)} note={sourceNote(head, step)}>
              <SourceLines source={failure.source} />
            </Card>
          )}
          {step === undefined ? null : (
            <LogTail
              buildKey={buildKey}
              step={step.id}
              total={step.logLines}
              reading={isBeingRead(head)}
              startedAt={head.summary.startedAt}
              onAll={() => onStep(step.id)}
            />
          )}
        </div>
        <div className={styles.column}>
          {graph === undefined ? null : (
            <Card
              title="Where it stopped"
              note={graph.drawn === total ? undefined : `${graph.drawn} of ${count(total, 'step')}`}
              aside={<span className={styles.quiet}>{never === 0 ? '' : `${count(never, 'step')} never started`}</span>}
            >
              <MiniGraph
                layout={graph.layout}
                steps={steps}
                failing={failing}
                label={`Graph: the way to ${step === undefined ? 'the failure' : `${step.keyword} ${step.text}`} is marked. The graph and the list show it whole.`}
                onSelect={onStep}
              />
            </Card>
          )}
          {head.request === undefined ? null : (
            <Card title="The same on the command line">
              <CommandLine command={head.request.cliTwin} />
            </Card>
          )}
        </div>
      </div>
    </div>
  );
}

function eyebrow(head: BuildHead, step: Steps[string] | undefined): string {
  const code = head.failure?.exitCode;
  const where = step === undefined ? 'The build stopped' : whereWords(step, head);
  return code === undefined ? where : `${where}, exit code ${code}`;
}

/** `stage build, line 21`. */
function sourceNote(head: BuildHead, step: Steps[string] | undefined): string {
  const range = head.failure?.source?.ranges[0];
  const stage = head.stages.find((each) => each.id === step?.stage);
  const line =
    range === undefined
      ? ''
      : range.startLine === range.endLine
        ? `line ${range.startLine}`
        : `lines ${range.startLine} to ${range.endLine}`;
  return [stage?.kind === 'stage' ? `stage ${stageNumber(stage.name)}` : '', line]
    .filter((part) => part !== '')
    .join(', ');
}

function LogTail({
  buildKey,
  step,
  total,
  reading,
  startedAt,
  onAll,
}: {
  readonly buildKey: string;
  readonly step: string;
  readonly total: number;
  readonly reading: boolean;
  readonly startedAt: number;
  readonly onAll: () => void;
}): ReactNode {
  const [lines, setLines] = useState<readonly Line[]>([]);
  useEffect(() => {
    if (total === 0) return;
    let gone = false;
    void ask('builds.log', { key: buildKey, step, from: Math.max(0, total - TAIL), count: TAIL }).then((reply) => {
      if (!gone && reply.ok) setLines(reply.value.lines);
    });
    return () => {
      gone = true;
    };
  }, [buildKey, step, total]);
  return (
    <Card
      flush
      title="End of its log"
      note={total === 0 ? undefined : total <= TAIL ? count(total, 'line') : `${TAIL} of ${count(total, 'line')}`}
      aside={
        total === 0 ? undefined : (
          <Button look="ghost" size="row" onClick={onAll}>
            Show all
          </Button>
        )
      }
    >
      <section
        className={styles.tail}
        aria-label="End of the log"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
      >
        {total === 0 ? (
          <p className={styles.nothing}>{reading ? 'Reading the log.' : 'This step printed nothing.'}</p>
        ) : null}
        <div className={styles.tailLines}>
          {lines.map((line) => (
            <LogLine key={line.index} line={line} startedAt={startedAt} />
          ))}
        </div>
      </section>
    </Card>
  );
}
