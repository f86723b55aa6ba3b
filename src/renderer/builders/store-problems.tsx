import type { ReactNode } from 'react';
import { count } from '../app/index.ts';
import { Notice } from '../ui/index.ts';
import styles from './store-problems.module.css';

interface StoreProblemsProps {
  readonly problems: readonly { readonly file: string; readonly reason: string }[];
}

/** Stray and broken files in the builder store. They are left alone. */
export function StoreProblems({ problems }: StoreProblemsProps): ReactNode {
  if (problems.length === 0) return null;
  return (
    <Notice look="amber" title={`${count(problems.length, 'file')} in the builder store could not be read`}>
      <p className={styles.text}>The other builders are not affected. Slipway never deletes such files.</p>
      <ul className={styles.files}>
        {problems.map((problem) => (
          <li key={problem.file}>
            <code>{problem.file}</code> <span className={styles.text}>{problem.reason}</span>
          </li>
        ))}
      </ul>
    </Notice>
  );
}
