import { Check } from 'lucide-react';
import { Checkbox as Radix } from 'radix-ui';
import { type ReactNode, useId } from 'react';
import styles from './checkbox.module.css';

interface CheckboxProps {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  /** Why it cannot be changed. */
  readonly off?: string | undefined;
}

/** A box to tick, with its label and one sentence about it. */
export function Checkbox({ checked, onChange, label, hint, off }: CheckboxProps): ReactNode {
  const id = useId();
  const note = off ?? hint;
  return (
    <div className={styles.row}>
      <Radix.Root
        id={id}
        checked={checked}
        onCheckedChange={(state) => onChange(state === true)}
        disabled={off !== undefined}
        aria-describedby={note === undefined ? undefined : `${id}-note`}
        className={styles.box}
      >
        <Radix.Indicator>
          <Check size={13} strokeWidth={3} aria-hidden />
        </Radix.Indicator>
      </Radix.Root>
      <div className={styles.words}>
        <label htmlFor={id} className={styles.label}>
          {label}
        </label>
        {note === undefined ? null : (
          <p id={`${id}-note`} className={styles.hint}>
            {note}
          </p>
        )}
      </div>
    </div>
  );
}
