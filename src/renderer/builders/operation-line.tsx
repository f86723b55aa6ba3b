import type { ReactNode } from 'react';
import { useTopic } from '../app/index.ts';
import styles from './operation-line.module.css';

/** What an operation does at the moment, in one line. */
export function OperationLine({ id }: { readonly id: string }): ReactNode {
  const { items } = useTopic('operation', id);
  const step = Object.values(items).find((each) => each.status === 'running');
  return <span className={styles.line}>{step === undefined ? 'preparing' : (step.note ?? step.title)}</span>;
}
