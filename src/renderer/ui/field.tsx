import { type ReactNode, useId } from 'react';
import styles from './field.module.css';
import { StatusGlyph } from './status-glyph.tsx';

export interface FieldFacts {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': true | undefined;
}

interface FieldProps {
  readonly label: ReactNode;
  /** One plain sentence under the control. */
  readonly hint?: ReactNode;
  /** What is wrong with the value; shown in place of the hint and spoken when it appears. */
  readonly error?: string | undefined;
  /** The label is there for screen readers alone, where a heading says it already. */
  readonly labelHidden?: boolean;
  /** At the right of the label. */
  readonly aside?: ReactNode;
  readonly children: (facts: FieldFacts) => ReactNode;
}

/** Label, control and what is said about it, tied together for screen readers. */
export function Field({ label, labelHidden = false, hint, error, aside, children }: FieldProps): ReactNode {
  const id = useId();
  const noteId = `${id}-note`;
  const hasNote = error !== undefined || hint !== undefined;
  return (
    <div className={styles.field}>
      <div className={labelHidden ? styles.hidden : styles.head}>
        <label htmlFor={id} className={styles.label}>
          {label}
        </label>
        {aside}
      </div>
      {children({
        id,
        'aria-describedby': hasNote ? noteId : undefined,
        'aria-invalid': error === undefined ? undefined : true,
      })}
      {error !== undefined ? (
        <p id={noteId} className={styles.error} role="alert">
          <StatusGlyph status="failed" size={14} silent />
          {error}
        </p>
      ) : hint !== undefined ? (
        <p id={noteId} className={styles.hint}>
          {hint}
        </p>
      ) : null}
    </div>
  );
}
