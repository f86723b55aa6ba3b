import type { InputHTMLAttributes, ReactNode, Ref } from 'react';
import { cx } from './class-names.ts';
import { Field } from './field.tsx';
import styles from './text-field.module.css';

export interface TextFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'size'> {
  readonly label: ReactNode;
  readonly labelHidden?: boolean;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly aside?: ReactNode;
  /** Monospaced, for names, paths and addresses. */
  readonly mono?: boolean;
  /** Inside the box, at its right. */
  readonly trailing?: ReactNode;
  readonly ref?: Ref<HTMLInputElement>;
}

/** A labelled line of text; spelling help is off, since names and paths are typed here. */
export function TextField(props: TextFieldProps): ReactNode {
  const { label, labelHidden = false, hint, error, aside, mono = false, trailing, className, ...input } = props;
  return (
    <Field label={label} labelHidden={labelHidden} hint={hint} error={error} aside={aside}>
      {(facts) => (
        <div className={cx(styles.box, error !== undefined && styles.wrong, className)}>
          <input
            type="text"
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            {...input}
            {...facts}
            className={cx(styles.input, mono && styles.mono)}
          />
          {trailing}
        </div>
      )}
    </Field>
  );
}
