import type { ReactNode } from 'react';
import styles from './action-row.module.css';
import { isWindows } from './platform.ts';

interface ActionRowProps {
  /** The button that does it. */
  readonly confirm: ReactNode;
  /** The one that leaves all as it is. */
  readonly cancel: ReactNode;
  /** At the other end of the row. */
  readonly aside?: ReactNode;
}

/** Two buttons in the order of the platform: confirming first on Windows, last elsewhere. */
export function ActionRow({ confirm, cancel, aside }: ActionRowProps): ReactNode {
  return (
    <div className={styles.row}>
      <div className={styles.aside}>{aside}</div>
      {isWindows ? confirm : cancel}
      {isWindows ? cancel : confirm}
    </div>
  );
}
