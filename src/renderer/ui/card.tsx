import type { ReactNode } from 'react';
import styles from './card.module.css';
import { cx } from './class-names.ts';

interface CardProps {
  readonly title?: ReactNode;
  /** Beside the title, quiet. */
  readonly note?: ReactNode;
  /** At the right of the title. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  /** Without padding round the children, for tables and code. */
  readonly flush?: boolean;
  readonly className?: string | undefined;
}

/** A surface with a hairline; with a title it is a section of the page. */
export function Card({ title, note, aside, children, flush = false, className }: CardProps): ReactNode {
  const inner = <div className={cx(!flush && styles.body)}>{children}</div>;
  if (title === undefined) return <div className={cx(styles.card, className)}>{inner}</div>;
  return (
    <section className={cx(styles.card, className)}>
      <header className={styles.head}>
        <h2 className={styles.title}>{title}</h2>
        {note === undefined ? null : <span className={styles.note}>{note}</span>}
        <div className={styles.aside}>{aside}</div>
      </header>
      {inner}
    </section>
  );
}
