import type { ReactNode } from 'react';
import type { NodeItem } from '../../shared/contract/index.ts';
import { formatLimit, formatMemory } from '../../shared/options/index.ts';
import { coreCount, liveCores } from '../app/index.ts';
import { cx, Sparkline } from '../ui/index.ts';
import { cpuLimit, memoryLimit } from './limits.ts';
import styles from './node-charts.module.css';
import { isAtLimit, useUsage } from './use-usage.ts';

interface NodeChartsProps {
  readonly node: NodeItem;
  readonly driver: string;
  readonly totals: { readonly cpus: number; readonly memory: number } | undefined;
}

/** CPU and memory of the last 60 seconds, with their load lines. */
export function NodeCharts({ node, driver, totals }: NodeChartsProps): ReactNode {
  if (driver !== 'docker-container')
    return <p className={styles.words}>It has no container of its own, so nothing is measured for it alone.</p>;
  if (node.status !== 'running') {
    return (
      <p className={styles.words}>
        {node.status === 'error'
          ? 'Not known: its Engine does not answer.'
          : 'It is not running and uses neither CPU nor memory.'}
      </p>
    );
  }
  return <Running node={node} totals={totals} />;
}

function Running({ node, totals }: Pick<NodeChartsProps, 'node' | 'totals'>): ReactNode {
  const samples = useUsage(node.key);
  const maxCpu = cpuLimit(node.container);
  const maxMemory = memoryLimit(node.container);
  return (
    <div className={styles.charts}>
      <Chart
        label="CPU"
        values={samples.map((sample) => sample.cpu)}
        limit={maxCpu}
        top={totals?.cpus ?? 1}
        write={liveCores}
        of={maxCpu === undefined ? 'cores, no limit' : `of ${coreCount(maxCpu)}`}
      />
      <Chart
        label="Memory"
        values={samples.map((sample) => sample.memory)}
        limit={maxMemory}
        top={totals?.memory ?? 1}
        write={formatMemory}
        of={maxMemory === undefined ? 'no limit' : `of ${formatLimit(maxMemory)}`}
      />
    </div>
  );
}

interface ChartProps {
  readonly label: string;
  readonly values: readonly (number | undefined)[];
  readonly limit: number | undefined;
  readonly top: number;
  readonly write: (value: number) => string;
  readonly of: string;
}

function Chart({ label, values, limit, top, write, of }: ChartProps): ReactNode {
  const now = values.at(-1);
  const full = isAtLimit(values, limit);
  return (
    <figure className={styles.chart}>
      <figcaption className={styles.head}>
        <span className={styles.label}>{label}</span>
        <span>
          {now === undefined ? (
            <span className={styles.words}>measuring</span>
          ) : (
            <b className={styles.now}>{write(now)}</b>
          )}{' '}
          <span className={cx(styles.of, full && styles.full)}>{full ? `at its limit, ${of}` : of}</span>
        </span>
      </figcaption>
      <Sparkline fluid values={values} slots={60} limit={limit} top={top} width={400} height={84} />
      <div className={styles.axis} aria-hidden>
        <span>60 s ago</span>
        <span>now</span>
      </div>
    </figure>
  );
}
