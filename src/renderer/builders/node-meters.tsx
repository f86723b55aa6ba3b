import type { ReactNode } from 'react';
import type { NodeItem } from '../../shared/contract/index.ts';
import { formatLimit, formatMemory } from '../../shared/options/index.ts';
import { coreCount, cores, liveCores } from '../app/index.ts';
import { LiveMeter } from '../ui/index.ts';
import { cpuLimit, memoryLimit } from './limits.ts';
import styles from './node-meters.module.css';
import { isAtLimit, useUsage } from './use-usage.ts';

interface NodeMetersProps {
  readonly node: NodeItem;
  readonly driver: string;
  /** Totals of its Engine, for the height of lines without a limit; bytes and cores. */
  readonly totals: { readonly cpus: number; readonly memory: number } | undefined;
}

/** The CPU cell and the memory cell of a node: live against their limits, or in words why there is nothing to measure. */
export function NodeMeters({ node, driver, totals }: NodeMetersProps): ReactNode {
  if (driver !== 'docker-container') {
    const words = driver === 'docker' ? 'no limit of its own' : 'not measured here';
    return <Words cpu={words} memory={words} />;
  }
  if (node.status === 'running') return <Live node={node} totals={totals} />;
  if (node.status === 'stopped' || node.status === 'inactive') return <Words cpu="uses none" memory="uses none" />;
  return <Words cpu="not known" memory="not known" />;
}

function Words({ cpu, memory }: { readonly cpu: string; readonly memory: string }): ReactNode {
  return (
    <>
      <div className={styles.cell}>
        <span className={styles.name}>CPU: </span>
        <span className={styles.words}>{cpu}</span>
      </div>
      <div className={styles.cell}>
        <span className={styles.name}>Memory: </span>
        <span className={styles.words}>{memory}</span>
      </div>
    </>
  );
}

function Live({ node, totals }: Pick<NodeMetersProps, 'node' | 'totals'>): ReactNode {
  const samples = useUsage(node.key);
  const cpu = samples.map((sample) => sample.cpu);
  const memory = samples.map((sample) => sample.memory);
  const cpuNow = cpu.at(-1);
  const memoryNow = memory.at(-1);
  const maxCpu = cpuLimit(node.container);
  const maxMemory = memoryLimit(node.container);
  const cpuFull = isAtLimit(cpu, maxCpu);
  const memoryFull = isAtLimit(memory, maxMemory);
  return (
    <>
      <div className={styles.cell}>
        <span className={styles.name}>CPU: </span>
        <LiveMeter
          value={cpuNow === undefined ? undefined : liveCores(cpuNow)}
          caption={
            maxCpu === undefined ? 'no limit' : cpuFull ? `at limit of ${cores(maxCpu)}` : `of ${coreCount(maxCpu)}`
          }
          atLimit={cpuFull}
          values={cpu}
          limit={maxCpu}
          top={totals?.cpus ?? 1}
        />
      </div>
      <div className={styles.cell}>
        <span className={styles.name}>Memory: </span>
        <LiveMeter
          value={memoryNow === undefined ? undefined : formatMemory(memoryNow)}
          caption={
            maxMemory === undefined ? 'no limit' : `${memoryFull ? 'at limit of' : 'of'} ${formatLimit(maxMemory)}`
          }
          atLimit={memoryFull}
          values={memory}
          limit={maxMemory}
          top={totals?.memory ?? 1}
        />
      </div>
    </>
  );
}
