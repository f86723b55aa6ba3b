import type { ReactNode } from 'react';
import styles from './empty-state.module.css';

interface EmptyStateProps {
  readonly title: ReactNode;
  /** One sentence. */
  readonly sentence: ReactNode;
  /** One button. */
  readonly action?: ReactNode;
  readonly picture?: ReactNode;
}

/** A place with nothing in it yet: one sentence and one button. */
export function EmptyState({ title, sentence, action, picture }: EmptyStateProps): ReactNode {
  return (
    <div className={styles.empty}>
      {picture}
      <h2 className={styles.title}>{title}</h2>
      <p className={styles.sentence}>{sentence}</p>
      {action}
    </div>
  );
}
