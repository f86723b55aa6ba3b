import type { ReactNode } from 'react';
import styles from './mark.module.css';

/** The mark: a hull on its slip, above water. */
export function Mark({ size = 22 }: { readonly size?: number }): ReactNode {
  return (
    <svg width={size} height={size} viewBox="0 0 22 22" aria-hidden className={styles.mark}>
      <path
        d="M1.2 2.4C7 5.6 13.6 7 20.6 7.4l-2.1 5.1c-4.6.2-9.6-.8-12.8-2.700C3.4 8.3 2 5.8 1.2 2.400z"
        className={styles.hull}
      />
      <path d="M1.6 12.200l18.6 4.5" className={styles.slip} />
      <path
        d="M1.4 19.600c1.3-1.3 2.6-1.3 3.9 0s2.6 1.3 3.9 0 2.6-1.3 3.9 0 2.6 1.3 3.9 0 2.3-1.3 3.4-.3"
        className={styles.water}
      />
    </svg>
  );
}
