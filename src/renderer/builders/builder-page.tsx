import { Ellipsis, Hammer, Play, Square } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { BuilderItem } from '../../shared/contract/index.ts';
import { navigate, openOverlay, RetryButton, useNow, useTopic, useTopicItem } from '../app/index.ts';
import { Button, EmptyState, FailureNotice, IconButton, Menu, Skeleton, StatusGlyph, Tabs, Tag } from '../ui/index.ts';
import { builderActions } from './actions.ts';
import styles from './builder-page.module.css';
import { runningOn } from './builds-of.ts';
import { InspectTab } from './inspect/inspect-tab.tsx';
import { OperationProgress } from './operation-progress.tsx';
import { OverviewTab } from './overview-tab.tsx';
import { builderEntries } from './row-menu.tsx';
import { activityOf, builderGlyph, failureOfBuilder, kindWords } from './words.ts';

/** One builder: what it does now, and everything that `docker buildx inspect` says of it. */
export function BuilderPage({ name }: { readonly name: string }): ReactNode {
  const builders = useTopic('builders');
  const builder = builders.items[name];
  if (builder !== undefined) return <Present builder={builder} />;
  if (!builders.ready) {
    return (
      <div className={styles.body}>
        <Skeleton rows={3} label="Reading the builder" />
      </div>
    );
  }
  return (
    <EmptyState
      title={`${name} is gone`}
      sentence="It was removed, here or on the command line."
      action={<Button onClick={() => navigate({ kind: 'builders' })}>All builders</Button>}
    />
  );
}

function Present({ builder }: { readonly builder: BuilderItem }): ReactNode {
  const [tab, setTab] = useState('overview');
  const { items: engines } = useTopic('engines');
  const running = runningOn(builder, Object.values(useTopic('builds').items));
  const activity = activityOf(builder, running.length, useNow(5000));
  const failure = builder.status === 'error' ? failureOfBuilder(builder) : undefined;
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <StatusGlyph status={builderGlyph(builder, running.length)} size={22} silent />
        <h1 className={styles.title}>{builder.name}</h1>
        {builder.current ? <Tag look="accent">Current</Tag> : null}
        {builder.implicit ? <Tag look="outline">Built in</Tag> : null}
        <p className={styles.sentence}>
          {[activity.headline, activity.detail].filter(Boolean).join(', ')}. {kindWords(builder, engines)}.
        </p>
        <HeadActions builder={builder} />
      </header>
      <Tabs
        label={`Views of ${builder.name}`}
        value={tab}
        onChange={setTab}
        className={styles.tabs}
        contentClassName={styles.body}
        tabs={[
          {
            value: 'overview',
            label: 'Overview',
            content: (
              <>
                {builder.operation === undefined ? null : <OperationProgress id={builder.operation.id} />}
                {failure === undefined ? null : (
                  <FailureNotice failure={failure} actions={<Retry builder={builder} />} />
                )}
                <OverviewTab builder={builder} running={running} engines={engines} />
              </>
            ),
          },
          { value: 'inspect', label: 'Inspect', content: <InspectTab builder={builder} engines={engines} /> },
        ]}
      />
    </div>
  );
}

function HeadActions({ builder }: { readonly builder: BuilderItem }): ReactNode {
  const { start, stop } = builderActions(builder);
  return (
    <div className={styles.actions}>
      {stop.off === undefined ? (
        <Button icon={<Square size={14} aria-hidden />} onClick={stop.run}>
          Stop
        </Button>
      ) : builder.driver === 'docker-container' ? (
        <Button icon={<Play size={14} aria-hidden />} off={start.off} onClick={start.run}>
          Start
        </Button>
      ) : null}
      <Button
        look="primary"
        icon={<Hammer size={15} aria-hidden />}
        off={builder.status === 'error' ? 'It does not answer.' : undefined}
        onClick={() => openOverlay({ kind: 'new-build', builder: builder.name })}
      >
        Build here
      </Button>
      <Menu
        entries={builderEntries(builder)}
        trigger={
          <IconButton
            hint={false}
            look="plain"
            label={`More for ${builder.name}`}
            icon={<Ellipsis size={16} aria-hidden />}
          />
        }
      />
    </div>
  );
}

function Retry({ builder }: { readonly builder: BuilderItem }): ReactNode {
  const engine = useTopicItem('engines', builder.nodes[0]?.endpoint ?? '');
  return <RetryButton context={engine?.context} />;
}
