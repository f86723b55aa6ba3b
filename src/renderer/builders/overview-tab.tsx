import { ArrowRight } from 'lucide-react';
import type { ReactNode } from 'react';
import type { BuilderItem, BuildSummary, EngineItem, NodeItem } from '../../shared/contract/index.ts';
import { formatLimit } from '../../shared/options/index.ts';
import { coreCount, count, endpointWords, navigate, useTopic } from '../app/index.ts';
import { Button, Card, StatusGlyph } from '../ui/index.ts';
import { lastHeardOf, originWord } from './builds-of.ts';
import { Facts } from './facts.tsx';
import { cpuLimit, memoryLimit } from './limits.ts';
import { NodeCharts } from './node-charts.tsx';
import styles from './overview-tab.module.css';
import { Platforms } from './platforms.tsx';
import { RunningGlyph, RunningTime } from './running-build.tsx';
import { StepBar } from './step-bar.tsx';
import { nodeGlyph, versionWord } from './words.ts';

interface OverviewProps {
  readonly builder: BuilderItem;
  readonly running: readonly BuildSummary[];
  readonly engines: Readonly<Record<string, EngineItem>>;
}

/** What a builder does now and what it is, in plain words. */
export function OverviewTab({ builder, running, engines }: OverviewProps): ReactNode {
  const { items: builders } = useTopic('builders');
  const unheard = running.every((build) => lastHeardOf(build, builders) !== undefined);
  return (
    <div className={styles.columns}>
      <div className={styles.main}>
        {running.length === 0 ? null : (
          <Card title={unheard ? 'Running when last heard of' : 'Running now'} flush>
            <ul>
              {running.map((build) => (
                <RunningBuild key={build.key} build={build} />
              ))}
            </ul>
          </Card>
        )}
        {builder.nodes.map((node) => (
          <NodeCard key={node.key} node={node} builder={builder} engines={engines} />
        ))}
      </div>
      <Card title="About it">
        <Facts
          facts={[
            ['Current for', builder.currentFor.length === 0 ? 'no docker context' : builder.currentFor.join(', ')],
            ['BuildKit', versionWord(builder) ?? 'not known'],
            [
              'Platforms',
              builder.nodes.some((node) => node.platforms.length > 0) ? (
                <Platforms key="p" nodes={builder.nodes} all />
              ) : (
                'not known'
              ),
            ],
            ['Build state', stateWords(builder)],
            ...containerFacts(builder),
          ]}
        />
      </Card>
    </div>
  );
}

/** Limits and network of a builder with one container; several are told apart in Inspect. */
function containerFacts(builder: BuilderItem): readonly (readonly [string, ReactNode])[] {
  const container = builder.nodes.length === 1 ? builder.nodes[0]?.container : undefined;
  if (container === undefined) return [];
  const memory = memoryLimit(container);
  const cpus = cpuLimit(container);
  return [
    ['Memory limit', memory === undefined ? 'none' : formatLimit(memory)],
    ['CPU limit', cpus === undefined ? 'none' : coreCount(cpus)],
    ['Network', container.networks.map(({ name }) => name).join(', ') || container.networkMode],
    ['Image', <code key="i">{container.image}</code>],
  ];
}

function stateWords(builder: BuilderItem): ReactNode {
  const volumes = builder.nodes.flatMap((node) => (node.stateVolume === undefined ? [] : [node.stateVolume]));
  if (builder.driver === 'docker') return 'inside Docker Engine';
  if (volumes.length === 0) return 'not known';
  return volumes.map((volume) => <code key={volume}>{volume}</code>);
}

function RunningBuild({ build }: { readonly build: BuildSummary }): ReactNode {
  return (
    <li className={styles.build}>
      <RunningGlyph build={build} size={16} />
      <div className={styles.buildName}>
        <span className={styles.strong}>{build.name}</span>
        <span className={styles.quiet}>
          {build.counts.ended} of {count(build.counts.total, 'step')}, <RunningTime build={build} />,{' '}
          {originWord(build)}
        </span>
      </div>
      <div className={styles.buildBar}>
        <StepBar counts={build.counts} />
      </div>
      <Button
        look="ghost"
        size="row"
        iconAfter={<ArrowRight size={14} aria-hidden />}
        onClick={() => navigate({ kind: 'build', key: build.key })}
        aria-label={`Watch ${build.name}`}
      >
        Watch
      </Button>
    </li>
  );
}

interface NodeCardProps {
  readonly node: NodeItem;
  readonly builder: BuilderItem;
  readonly engines: Readonly<Record<string, EngineItem>>;
}

function NodeCard({ node, builder, engines }: NodeCardProps): ReactNode {
  const engine = Object.values(engines).find(
    (item) => item.state.kind === 'up' && item.state.facts.id === node.engineId,
  );
  return (
    <Card
      title={
        <span className={styles.nodeTitle}>
          <StatusGlyph status={nodeGlyph(node)} size={14} />
          {builder.nodes.length === 1 ? 'CPU and memory' : node.name}
        </span>
      }
      note={builder.nodes.length === 1 ? 'the last 60 seconds' : endpointWords(node.endpoint, engines)}
    >
      <NodeCharts
        node={node}
        driver={builder.driver}
        totals={engine?.state.kind === 'up' ? engine.state.facts : undefined}
      />
    </Card>
  );
}
