import { CircleHelp, ListTree, Package } from 'lucide-react';
import type { ReactNode } from 'react';
import { runningNow } from '../builders/index.ts';
import { Tooltip } from '../ui/index.ts';
import { navigate, openOverlay, type Place } from './navigation.ts';
import styles from './rail.module.css';
import { useTopic, useTopicPart } from './topics.ts';

/** The areas of the application, with words under their icons. */
export function Rail({ place }: { readonly place: Place }): ReactNode {
  const { items: builders } = useTopic('builders');
  const running = useTopicPart('builds', ({ items }) => runningNow(Object.values(items), builders).length);
  return (
    <nav data-area aria-label="Areas" className={styles.rail}>
      <RailButton
        label="Builds"
        icon={<ListTree size={20} strokeWidth={1.6} aria-hidden />}
        on={place.kind === 'builds' || place.kind === 'build'}
        count={running}
        onClick={() => navigate({ kind: 'builds' })}
      />
      <RailButton
        label="Builders"
        icon={<Package size={20} strokeWidth={1.6} aria-hidden />}
        on={place.kind === 'builders' || place.kind === 'builder'}
        onClick={() => navigate({ kind: 'builders' })}
      />
      <div className={styles.rest} />
      <Tooltip text="All keys (?)">
        <button type="button" className={styles.item} onClick={() => openOverlay({ kind: 'keys' })}>
          <CircleHelp size={20} strokeWidth={1.6} aria-hidden />
          Keys
        </button>
      </Tooltip>
    </nav>
  );
}

interface RailButtonProps {
  readonly label: string;
  readonly icon: ReactNode;
  readonly on: boolean;
  readonly count?: number;
  readonly onClick: () => void;
}

function RailButton({ label, icon, on, count = 0, onClick }: RailButtonProps): ReactNode {
  return (
    <button type="button" className={styles.item} aria-current={on ? 'page' : undefined} onClick={onClick}>
      {icon}
      {label}
      {count === 0 ? null : (
        <span className={styles.count}>
          <span aria-hidden>{count > 99 ? '99+' : count}</span>
          <span className={styles.spoken}>, {count} running</span>
        </span>
      )}
    </button>
  );
}
