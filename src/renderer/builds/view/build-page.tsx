import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { BuildHead, Failure } from '../../../shared/contract/index.ts';
import { groupDigits } from '../../../shared/options/index.ts';
import { ago, announce, count, topicHandle, useNow, useTopic } from '../../app/index.ts';
import { useLastHeard } from '../../builders/use-last-heard.ts';
import { ancestorsOf, GraphView, StepList } from '../../graph/index.ts';
import { Button, FailureNotice, Notice, Skeleton, Tabs } from '../../ui/index.ts';
import { isBeingRead } from '../log/copy-log.tsx';
import { LogView } from '../log/log-view.tsx';
import { BuildDetails } from './build-details.tsx';
import { BuildHeader } from './build-header.tsx';
import { useBuildKeys } from './build-keys.ts';
import styles from './build-page.module.css';
import { CancelDialog } from './cancel-dialog.tsx';
import { EndNotice } from './end-notice.tsx';
import { FailureView } from './failure-view.tsx';
import { GraphToolbar } from './graph-toolbar.tsx';
import { type PanelTab, StepPanel } from './step-panel.tsx';
import { StepsBar } from './steps-bar.tsx';

/** Notices that are named one by one. */
const MOST_NOTICES = 5;

/** One build, live or ended. Give it `key`: another build is another page. */
export function BuildPage({ buildKey }: { readonly buildKey: string }): ReactNode {
  const { ready, head, items: steps, failure } = useTopic('build', buildKey);
  const [selected, setSelected] = useState<string>();
  const [view, setView] = useState<'graph' | 'list'>('graph');
  const [tab, setTab] = useState<string>();
  const [panelTab, setPanelTab] = useState<PanelTab>('log');
  const [cancelling, setCancelling] = useState(false);
  const page = useRef<HTMLDivElement>(null);

  const failed = head?.summary.status === 'failed';
  // A failure opens itself, wherever one was looking.
  useEffect(() => {
    if (failed) setTab(undefined);
  }, [failed]);
  const lastHeard = useLastHeard(head?.summary);
  const failing = useMemo(() => {
    const step = head?.failure?.step;
    if (step === undefined || steps[step] === undefined) return undefined;
    return ancestorsOf(step, new Map(Object.values(steps).map((each) => [each.id, each.inputs])));
  }, [head?.failure?.step, steps]);

  const openStep = useCallback((step: string) => {
    setSelected(step);
    page.current?.querySelector<HTMLElement>('[data-panel] [role="tab"][data-state="active"]')?.focus();
  }, []);
  const showStep = useCallback((step: string) => {
    setTab('graph');
    setSelected(step);
  }, []);

  useBuildKeys({
    head,
    steps,
    selected,
    onSelect: showStep,
    onShow: (what) => {
      setTab('graph');
      if (what === 'graph') setView('graph');
      else setPanelTab('log');
    },
    onCancel: () => setCancelling(true),
    page,
  });
  useAnnouncements(head, steps);

  if (!ready || head === undefined) {
    return (
      <div className={styles.page}>
        <div className={styles.waiting}>
          <h1 className={styles.spoken}>Build</h1>
          {failure === undefined ? (
            <Skeleton rows={6} label="Reading the build" />
          ) : (
            <FailureNotice live failure={failure} actions={<ReadAgain buildKey={buildKey} />} />
          )}
        </div>
      </div>
    );
  }

  const problem = failure ?? head.unread;
  const graph = (
    <div className={styles.split}>
      <section className={styles.graph} aria-label="Graph" data-area>
        <GraphToolbar view={view} onView={setView} />
        {Object.keys(steps).length === 0 ? (
          <NoSteps head={head} unheard={lastHeard !== undefined} />
        ) : view === 'graph' ? (
          <GraphView
            steps={steps}
            stages={head.stages}
            selected={selected}
            onSelect={setSelected}
            onOpen={openStep}
            failing={failing}
            clockOffset={head.clockOffset}
            lastHeard={lastHeard}
          />
        ) : (
          <StepList
            steps={steps}
            stages={head.stages}
            selected={selected}
            onSelect={setSelected}
            onOpen={openStep}
            clockOffset={head.clockOffset}
            lastHeard={lastHeard}
          />
        )}
      </section>
      <div className={styles.panel} data-panel>
        <StepPanel
          buildKey={buildKey}
          head={head}
          steps={steps}
          selected={selected}
          onSelect={setSelected}
          lastHeard={lastHeard}
          tab={panelTab}
          onTab={setPanelTab}
        />
      </div>
    </div>
  );

  return (
    <div ref={page} className={styles.page}>
      <BuildHeader head={head} buildKey={buildKey} onCancel={() => setCancelling(true)} />
      {problem === undefined ? null : (
        <div className={styles.notice}>
          <FailureNotice live failure={problem} look="amber" actions={<ReadAgain buildKey={buildKey} />} />
        </div>
      )}
      {lastHeard === undefined ? null : <Unheard builder={head.summary.builder} lastHeard={lastHeard} />}
      {head.notices === undefined ? null : <Notices notices={head.notices} />}
      {failed ? (
        <Tabs
          label="Of the build"
          value={tab ?? 'error'}
          onChange={setTab}
          className={styles.tabs}
          contentClassName={styles.content}
          tabs={[
            {
              value: 'error',
              label: 'Error',
              content: (
                <FailureView buildKey={buildKey} head={head} steps={steps} failing={failing} onStep={showStep} />
              ),
            },
            { value: 'graph', label: 'Graph', content: graph },
            {
              value: 'log',
              label: 'Full log',
              content: (
                <LogView
                  buildKey={buildKey}
                  step=""
                  label="Log of all steps"
                  total={head.logLines}
                  state={head.logVersion}
                  startedAt={head.summary.startedAt}
                  running={false}
                  note={`${groupDigits(head.logLines)} ${head.logLines === 1 ? 'line' : 'lines'}`}
                  reading={isBeingRead(head)}
                  steps={head.summary.counts.total}
                  stepNumber={(id) => (steps[id] === undefined ? undefined : (steps[id]?.index ?? 0) + 1)}
                  onStep={showStep}
                />
              ),
            },
            {
              value: 'details',
              label: 'Details',
              content: (
                <div className={styles.scroll}>
                  <h2 className={styles.spoken}>Details of the build</h2>
                  <BuildDetails head={head} steps={steps} onSelect={showStep} />
                </div>
              ),
            },
          ]}
        />
      ) : (
        <>
          <StepsBar counts={head.summary.counts} />
          <EndNotice head={head} />
          {graph}
        </>
      )}
      {cancelling ? <CancelDialog buildKey={buildKey} head={head} onClose={() => setCancelling(false)} /> : null}
    </div>
  );
}

/** Of a build whose builder does not answer any more. */
function Unheard({ builder, lastHeard }: { readonly builder: string; readonly lastHeard: number }): ReactNode {
  return (
    <div className={styles.notice}>
      <Notice
        look="amber"
        live
        title={`${builder} does not answer, so it is not known how this build goes on.`}
        unspoken={<Heard since={lastHeard} />}
      />
    </div>
  );
}

function Heard({ since }: { readonly since: number }): ReactNode {
  return <p>This is how it stood when it was last heard of, {ago(since, useNow(1000))}.</p>;
}

/** What was not as asked; several are told in one, so that the graph keeps its room. */
function Notices({ notices }: { readonly notices: readonly Failure[] }): ReactNode {
  const [only] = notices;
  if (only === undefined) return null;
  return (
    <div className={styles.notice}>
      {notices.length === 1 ? (
        <FailureNotice look="amber" failure={only} />
      ) : (
        <Notice look="amber" title={`${notices.length} things were not as this build expected`}>
          <ul className={styles.list}>
            {notices.slice(0, MOST_NOTICES).map((notice, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes
              <li key={place}>
                {notice.title} {notice.meaning ?? notice.detail}
              </li>
            ))}
            {notices.length > MOST_NOTICES ? <li>and {notices.length - MOST_NOTICES} more</li> : null}
          </ul>
        </Notice>
      )}
    </div>
  );
}

function NoSteps({ head, unheard }: { readonly head: BuildHead; readonly unheard: boolean }): ReactNode {
  const running = head.summary.status === 'running';
  if (head.reading && !running) return <Skeleton rows={4} label="Reading the steps" />;
  return (
    <p className={styles.nothing}>
      {unheard
        ? 'Its steps are shown once its builder answers.'
        : running
          ? 'The first step is about to appear.'
          : 'No step of this build is known.'}
    </p>
  );
}

function ReadAgain({ buildKey }: { readonly buildKey: string }): ReactNode {
  return (
    <Button size="row" onClick={() => topicHandle('build', buildKey).renew()}>
      Read again
    </Button>
  );
}

/** What a screen reader says while one watches: at most a sentence every 5 s. */
function useAnnouncements(
  head: ReturnType<typeof useTopic<'build'>>['head'],
  steps: ReturnType<typeof useTopic<'build'>>['items'],
): void {
  const summary = head?.summary;
  const running = Object.values(steps).find((step) => step.status === 'running');
  const sentence =
    summary === undefined
      ? ''
      : summary.status === 'running'
        ? `${summary.counts.ended} of ${count(summary.counts.total, 'step')} done${running === undefined ? '' : `, running ${running.text}`}`
        : `${summary.name} ${summary.status === 'done' ? 'is done' : summary.status === 'failed' ? 'has failed' : 'was cancelled'}`;
  useEffect(() => {
    if (sentence !== '') announce(sentence);
  }, [sentence]);
}
