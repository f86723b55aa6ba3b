import type { ReactNode } from 'react';
import { cx } from './class-names.ts';
import styles from './kbd.module.css';

/** A key or a combination, as it stands on buttons and in the list of keys. */
export function Kbd({
  children,
  onFill = false,
}: {
  readonly children: ReactNode;
  readonly onFill?: boolean;
}): ReactNode {
  return (
    <kbd className={cx(styles.kbd, onFill && styles.onFill)} aria-hidden={onFill || undefined}>
      {children}
    </kbd>
  );
}
