import { ArrowRight } from 'lucide-react';
import type { ReactNode } from 'react';
import type { BuilderItem, BuildSummary, EngineItem, NodeItem } from '../../shared/contract/index.ts';
import { count, endpointWords, navigate, useNow } from '../app/index.ts';
import { Button, cx, StatusGlyph, Tag } from '../ui/index.ts';
import styles from './builder-row.module.css';
import { originWord } from './builds-of.ts';
import { NodeMeters } from './node-meters.tsx';
import { OperationLine } from './operation-line.tsx';
import { Platforms } from './platforms.tsx';
import { RowActions } from './row-menu.tsx';
import { RunningGlyph, RunningTime } from './running-build.tsx';
import { StepBar } from './step-bar.tsx';
import { useLastHeard } from './use-last-heard.ts';
import { activityOf, builderGlyph, kindWords, nodeGlyph, versionWord } from './words.ts';

interface BuilderRowProps {
  readonly builder: BuilderItem;
  readonly running: readonly BuildSummary[];
  readonly engines: Readonly<Record<string, EngineItem>>;
}

/** One builder with what hangs on it: its nodes and the builds it runs, joined by a rail. */
export function BuilderRow({ builder, running, engines }: BuilderRowProps): ReactNode {
  const now = useNow(5000);
  const activity = activityOf(builder, running.length, now);
  const several = builder.nodes.length > 1;
  const kind = kindWords(builder, engines);
  const quiet = builder.status !== 'running' && builder.operation === undefined;
  const [node] = builder.nodes;
  return (
    <li className={cx(styles.card, running.length > 0 && styles.busy)} data-row>
      <div className={styles.row}>
        <div className={cx(styles.glyph, (several || running.length > 0) && styles.stem)}>
          <StatusGlyph status={builderGlyph(builder, running.length)} silent />
        </div>
        <div className={styles.who}>
          <div className={styles.nameLine}>
            <button
              type="button"
              className={cx(styles.name, quiet && styles.quietName)}
              title={builder.name}
              data-builder-name
              onClick={() => navigate({ kind: 'builder', name: builder.name })}
            >
              {builder.name}
            </button>
            {builder.current ? <Tag look="accent">Current</Tag> : null}
            {builder.implicit ? <Tag look="outline">Built in</Tag> : null}
            {several ? <Tag look="outline">{builder.nodes.length} nodes</Tag> : null}
          </div>
          <span className={styles.kind} title={kind}>
            {kind}
          </span>
        </div>
        <div className={styles.activity}>
          <span className={cx(styles.headline, activity.bad === true && styles.bad)}>{activity.headline}</span>
          {builder.operation === undefined ? (
            activity.detail === undefined ? null : (
              <span className={styles.detail}>{activity.detail}</span>
            )
          ) : (
            <OperationLine id={builder.operation.id} />
          )}
        </div>
        {several || node === undefined ? (
          <NoMeters nodes={builder.nodes} />
        ) : (
          <Meters node={node} builder={builder} engines={engines} />
        )}
        <div className={cx(styles.kit, builder.status === 'error' && styles.staleKit)}>
          <Version word={versionWord(builder)} stale={builder.status === 'error'} />
          {several ? null : <Platforms nodes={builder.nodes} />}
        </div>
        <RowActions builder={builder} />
      </div>
      {several
        ? builder.nodes.map((each, index) => (
            <NodeRow
              key={each.key}
              node={each}
              builder={builder}
              engines={engines}
              last={index === builder.nodes.length - 1 && running.length === 0}
            />
          ))
        : null}
      {running.map((build, index) => (
        <BuildRow key={build.key} build={build} last={index === running.length - 1} />
      ))}
    </li>
  );
}

function Version({ word, stale }: { readonly word: string | undefined; readonly stale: boolean }): ReactNode {
  return (
    <span className={cx(styles.version, stale && styles.stale)}>
      <span className={styles.spoken}>BuildKit </span>
      {word ?? <span className={styles.stale}>not known</span>}
    </span>
  );
}

interface NodeProps {
  readonly node: NodeItem;
  readonly builder: BuilderItem;
  readonly engines: Readonly<Record<string, EngineItem>>;
}

function Meters({ node, builder, engines }: NodeProps): ReactNode {
  const engine = Object.values(engines).find(
    (item) => item.state.kind === 'up' && item.state.facts.id === node.engineId,
  );
  return (
    <NodeMeters
      node={node}
      driver={builder.driver}
      totals={engine?.state.kind === 'up' ? engine.state.facts : undefined}
    />
  );
}

function NoMeters({ nodes }: { readonly nodes: readonly NodeItem[] }): ReactNode {
  return (
    <>
      <span className={styles.detail}>{nodes.length === 0 ? 'not known' : ''}</span>
      <span />
    </>
  );
}

function NodeRow({ node, builder, engines, last }: NodeProps & { readonly last: boolean }): ReactNode {
  return (
    <div className={cx(styles.row, styles.sub)}>
      <div className={cx(styles.branch, last && styles.lastBranch)} />
      <div className={styles.subWho}>
        <StatusGlyph status={nodeGlyph(node)} size={12} />
        <span className={styles.subName}>{node.name}</span>
      </div>
      <span className={cx(styles.detail, styles.wide)}>{endpointWords(node.endpoint, engines)}</span>
      <Meters node={node} builder={builder} engines={engines} />
      <div className={styles.kit}>
        <Version word={node.buildkitVersion?.replace(/^v(?=\d)/, '')} stale={node.status === 'error'} />
        <Platforms nodes={[node]} />
      </div>
      <span />
    </div>
  );
}

function BuildRow({ build, last }: { readonly build: BuildSummary; readonly last: boolean }): ReactNode {
  const unheard = useLastHeard(build) !== undefined;
  return (
    <div className={cx(styles.row, styles.sub, styles.build)}>
      <div className={cx(styles.branch, last && styles.lastBranch)} />
      <div className={styles.subWho}>
        <RunningGlyph build={build} size={15} />
        <span className={styles.subName}>{build.name}</span>
        {build.target === undefined ? null : <span className={styles.detail}>{build.target}</span>}
      </div>
      <div className={styles.wide}>
        <StepBar counts={build.counts} />
      </div>
      <span className={styles.number}>
        {build.counts.ended} of {count(build.counts.total, 'step')}
      </span>
      <span className={styles.number}>
        <span className={styles.spoken}>{unheard ? 'had run for ' : 'running for '}</span>
        <b>
          <RunningTime build={build} />
        </b>
      </span>
      <span className={cx(styles.detail, styles.wide)}>{originWord(build)}</span>
      <Button
        look="ghost"
        size="row"
        iconAfter={<ArrowRight size={14} aria-hidden />}
        onClick={() => navigate({ kind: 'build', key: build.key })}
        aria-label={`Watch ${build.name}`}
      >
        Watch
      </Button>
    </div>
  );
}
