import type { ReactNode } from 'react';
import { cx, StatusGlyph } from '../../ui/index.ts';
import styles from './filter-row.module.css';
import type { Filter } from './groups.ts';

interface FilterRowProps {
  readonly filter: Filter;
  readonly counts: Readonly<Record<Filter, number>>;
  readonly onChange: (filter: Filter) => void;
}

const FILTERS: readonly Filter[] = ['all', 'running', 'failed'];
const WORDS: Readonly<Record<Filter, string>> = { all: 'All', running: 'Running', failed: 'Failed' };

/** Which builds the table shows. */
export function FilterRow({ filter, counts, onChange }: FilterRowProps): ReactNode {
  return (
    <fieldset className={styles.row}>
      <legend className={styles.legend}>Show</legend>
      {FILTERS.map((each) => (
        <button
          key={each}
          type="button"
          aria-pressed={filter === each}
          className={cx(styles.chip, filter === each && styles.chosen)}
          onClick={() => onChange(each)}
        >
          {each === 'all' ? null : <StatusGlyph status={each} size={14} silent />}
          {WORDS[each]}
          {each === 'all' ? null : <span className={styles.count}>{counts[each]}</span>}
        </button>
      ))}
    </fieldset>
  );
}
