import type { ReactNode } from 'react';
import type { GcRule } from '../../../shared/contract/index.ts';
import { formatIec, writeDuration } from '../../../shared/options/index.ts';
import styles from './inspect.module.css';

/** The rules by which BuildKit throws cache away, in their order. */
export function GcPolicy({ rules }: { readonly rules: readonly GcRule[] }): ReactNode {
  if (rules.length === 0) return <p className={styles.quiet}>No rules are known.</p>;
  const size = (bytes: number) => (bytes === 0 ? '' : formatIec(bytes));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className={styles.scroll} tabIndex={0} aria-label="Rules of cleaning up">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Rule</th>
            <th scope="col">Covers</th>
            <th scope="col">Unused for</th>
            <th scope="col">Always kept</th>
            <th scope="col">At most</th>
            <th scope="col">Disk left free</th>
          </tr>
        </thead>
        <tbody>
          {rules.map((rule, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rules are known by their place
            <tr key={index}>
              <th scope="row">{index}</th>
              <td>
                {rule.all ? 'everything' : 'all but what images share'}
                {rule.filters.map((filter) => (
                  <code key={filter}>{filter}</code>
                ))}
              </td>
              <td>{rule.keepDuration === 0 ? '' : writeDuration(rule.keepDuration)}</td>
              <td>{size(rule.reservedSpace)}</td>
              <td>{size(rule.maxUsedSpace)}</td>
              <td>{size(rule.minFreeSpace)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
