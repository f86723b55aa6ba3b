import type { ReactNode } from 'react';
import type { BuilderItem, EngineItem } from '../../../shared/contract/index.ts';
import { ago, useNow } from '../../app/index.ts';
import { Card } from '../../ui/index.ts';
import { Facts } from '../facts.tsx';
import styles from './inspect.module.css';
import { InspectNode } from './inspect-node.tsx';

interface InspectTabProps {
  readonly builder: BuilderItem;
  readonly engines: Readonly<Record<string, EngineItem>>;
}

/** Every field that `docker buildx inspect` shows, and what its container really has. */
export function InspectTab({ builder, engines }: InspectTabProps): ReactNode {
  const now = useNow(5000);
  return (
    <div className={styles.stack}>
      <Card title="Builder">
        <Facts
          facts={[
            ['Name', <code key="v">{builder.name}</code>],
            ['Driver', <code key="v">{builder.driver}</code>],
            [
              'Last activity',
              builder.lastActivity === undefined ? 'none noted' : <Time key="v" at={builder.lastActivity} now={now} />,
            ],
            ['Current for', builder.currentFor.length === 0 ? 'no docker context' : builder.currentFor.join(', ')],
            ['Nodes', String(builder.nodes.length)],
          ]}
        />
      </Card>
      {builder.nodes.map((node) => (
        <InspectNode key={node.key} node={node} builder={builder} engines={engines} />
      ))}
    </div>
  );
}

/** A moment as date and age; µs. */
export function Time({ at, now }: { readonly at: number; readonly now: number }): ReactNode {
  return (
    <span>
      {new Date(at / 1000).toLocaleString()} <span className={styles.quiet}>({ago(at, now)})</span>
    </span>
  );
}
