import type { ReactNode } from 'react';
import type { BuilderItem, EngineFacts, NodeItem } from '../../shared/contract/index.ts';
import { formatMemory } from '../../shared/options/index.ts';
import { coreCount, count, engineName, liveCores, useEngine, useTopic } from '../app/index.ts';
import { Bar, type BarPart } from '../ui/index.ts';
import styles from './host-strip.module.css';
import { containersOn, type LimitSum, sumOfLimits } from './limits.ts';

/** The Engine in use: what its builders take of its processors and memory, and what their limits add up to. */
export function HostStrip({ builders }: { readonly builders: readonly BuilderItem[] }): ReactNode {
  const engine = useEngine();
  const state = engine.item?.state;
  if (state?.kind !== 'up' || engine.item === undefined) return null;
  const nodes = containersOn(state.facts.id, builders);
  const here = builders.filter((builder) => builder.nodes.some((node) => node.engineId === state.facts.id)).length;
  const nameOf = (node: NodeItem) => {
    const builder = builders.find((each) => each.nodes.some(({ key }) => key === node.key));
    return builder === undefined || builder.nodes.length > 1 ? node.name : builder.name;
  };
  return (
    <section className={styles.strip} aria-label="This Engine">
      <div className={styles.engine}>
        <span className={styles.quiet}>{engineName(engine.context, engine.item.host)}</span>
        <span className={styles.name}>Docker Engine {state.facts.version}</span>
        <span className={styles.quiet}>
          {state.facts.operatingSystem}, <span className={styles.together}>{count(here, 'builder')}</span>
        </span>
      </div>
      <Totals facts={state.facts} nodes={nodes} nameOf={nameOf} />
    </section>
  );
}

interface TotalsProps {
  readonly facts: EngineFacts;
  readonly nodes: readonly NodeItem[];
  readonly nameOf: (node: NodeItem) => string;
}

function Totals({ facts, nodes, nameOf }: TotalsProps): ReactNode {
  const { items } = useTopic('usage');
  const sum = sumOfLimits(nodes);
  const now = nodes
    .filter((node) => node.status === 'running')
    .map((node) => ({ name: nameOf(node), sample: items[node.key]?.samples.at(-1) }));
  const cpu = now.flatMap(({ name, sample }) => (sample?.cpu === undefined ? [] : [{ name, value: sample.cpu }]));
  const memory = now.flatMap(({ name, sample }) => (sample === undefined ? [] : [{ name, value: sample.memory }]));
  return (
    <>
      <Total
        label="CPU"
        total={facts.cpus}
        totalWords={count(facts.cpus, 'core')}
        parts={cpu}
        idle={now.length === 0}
        write={liveCores}
        limit={sum.cpus}
        limitWords={limitWords(sum.cpus, sum.cpusFree, coreCount(sum.cpus))}
      />
      <Total
        label="Memory"
        total={facts.memory}
        totalWords={formatMemory(facts.memory)}
        parts={memory}
        idle={now.length === 0}
        write={formatMemory}
        limit={sum.memory}
        limitWords={limitWords(sum.memory, sum.memoryFree, formatMemory(sum.memory))}
      />
    </>
  );
}

function limitWords(sum: LimitSum['memory'], free: number, words: string): string {
  if (sum === 0) return free === 0 ? '' : 'no limit is set';
  const without = free === 0 ? '' : free === 1 ? ', one more has none' : `, ${free} more have none`;
  return `limits add up to ${words}${without}`;
}

interface TotalProps {
  readonly label: string;
  readonly total: number;
  readonly totalWords: string;
  readonly parts: readonly { readonly name: string; readonly value: number }[];
  /** No container runs here. */
  readonly idle: boolean;
  readonly write: (value: number) => string;
  readonly limit: number;
  readonly limitWords: string;
}

function Total({ label, total, totalWords, parts, idle, write, limit, limitWords: words }: TotalProps): ReactNode {
  const sorted = [...parts].sort((a, b) => b.value - a.value);
  const [first, ...rest] = sorted;
  const others = rest.reduce((sum, part) => sum + part.value, 0);
  const used = (first?.value ?? 0) + others;
  const bars: readonly BarPart[] = [
    { id: 'first', value: first?.value ?? 0, look: 'sea' },
    { id: 'others', value: others, look: 'steel' },
  ];
  const measured = first !== undefined;
  return (
    <div className={styles.total}>
      <div className={styles.head}>
        <span className={styles.label}>{label}</span>
        <span>
          {measured ? <b className={styles.number}>{write(used)} </b> : null}
          <span className={styles.of}>
            {measured ? 'of ' : ''}
            {totalWords}
          </span>
        </span>
      </div>
      <Bar parts={bars} total={total} limit={limit > 0 ? limit : undefined} />
      <div className={styles.foot}>
        <span className={styles.caption}>
          {measured
            ? `${first.name} ${write(first.value)}${rest.length === 0 ? '' : `, other builders ${write(others)}`}`
            : idle
              ? 'no container of a builder runs'
              : 'measuring'}
        </span>
        <span className={styles.limits}>{words}</span>
      </div>
    </div>
  );
}
