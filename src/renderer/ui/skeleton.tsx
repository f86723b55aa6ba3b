import { type ReactNode, useEffect, useState } from 'react';
import styles from './skeleton.module.css';

/** True once `ms` have passed since it was first shown. */
export function useAfter(ms: number): boolean {
  const [passed, setPassed] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setPassed(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return passed;
}

interface SkeletonProps {
  readonly rows: number;
  /** Height of a row in px. */
  readonly rowHeight?: number;
  /** What is being loaded, for screen readers. */
  readonly label: string;
}

/** Empty rows in place of data that is still on its way; nothing for the first 300 ms, so that quick answers don't flash. */
export function Skeleton({ rows, rowHeight = 56, label }: SkeletonProps): ReactNode {
  const shown = useAfter(300);
  return (
    <div role="status" aria-label={label} className={styles.skeleton}>
      {shown
        ? Array.from({ length: rows }, (_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move
            <div key={index} className={styles.row} style={{ height: rowHeight }}>
              <span className={styles.dot} />
              <span className={styles.long} />
              <span className={styles.short} />
            </div>
          ))
        : null}
    </div>
  );
}
