import type { ReactNode } from 'react';
import { cx } from './class-names.ts';
import styles from './tag.module.css';

export type TagLook = 'plain' | 'outline' | 'accent' | 'sea' | 'kelp' | 'steel' | 'fail' | 'amber';

/** A word or two about a thing. `accent` is for Current alone. */
export function Tag({
  look = 'plain',
  children,
}: {
  readonly look?: TagLook;
  readonly children: ReactNode;
}): ReactNode {
  return <span className={cx(styles.tag, styles[look])}>{children}</span>;
}
