import { List, Workflow } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from '../../ui/index.ts';
import styles from './graph-toolbar.module.css';

interface GraphToolbarProps {
  readonly view: 'graph' | 'list';
  readonly onView: (view: 'graph' | 'list') => void;
}

/** Graph or list: the same steps and the same selection. */
export function GraphToolbar({ view, onView }: GraphToolbarProps): ReactNode {
  return (
    <fieldset className={styles.bar}>
      <legend className={styles.legend}>Show steps as</legend>
      <button
        type="button"
        aria-pressed={view === 'graph'}
        className={cx(styles.choice, view === 'graph' && styles.on)}
        onClick={() => onView('graph')}
      >
        <Workflow size={14} aria-hidden />
        Graph
      </button>
      <button
        type="button"
        aria-pressed={view === 'list'}
        className={cx(styles.choice, view === 'list' && styles.on)}
        onClick={() => onView('list')}
      >
        <List size={14} aria-hidden />
        List
      </button>
    </fieldset>
  );
}
