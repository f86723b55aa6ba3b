import type { ReactNode } from 'react';
import { cx } from '../../ui/index.ts';
import styles from './details.module.css';

/** A list of names and what they stand for. */
export function Facts({ children }: { readonly children: ReactNode }): ReactNode {
  return <dl className={styles.facts}>{children}</dl>;
}

export function Fact({
  name,
  mono = false,
  children,
}: {
  readonly name: string;
  readonly mono?: boolean;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd className={cx(mono && styles.mono)}>{children}</dd>
    </div>
  );
}
