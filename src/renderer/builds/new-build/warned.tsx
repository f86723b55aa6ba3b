import type { ReactNode } from 'react';
import { StatusGlyph } from '../../ui/index.ts';
import styles from './new-build.module.css';

/** Said under a field: it can be so, but not as one might think. */
export function Warned({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <span className={styles.warned}>
      <StatusGlyph status="warning" size={14} />
      {children}
    </span>
  );
}
