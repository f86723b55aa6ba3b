import { Check } from 'lucide-react';
import { Checkbox } from 'radix-ui';
import { type ReactNode, useId } from 'react';
import styles from './check-card.module.css';

interface CheckCardProps {
  readonly title: ReactNode;
  readonly hint: ReactNode;
  /** At the right of the title. */
  readonly aside?: ReactNode;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  /** Why it cannot be chosen. */
  readonly off?: string | undefined;
  /** What stands against it as it is. */
  readonly error?: string | undefined;
  /** Id of an error that is told elsewhere, about this choice among others. */
  readonly wrong?: string | undefined;
  /** Fields that belong to it, while it is on. */
  readonly children?: ReactNode;
}

/** One of several things to have at once, in a sentence, with its fields below while it is on. */
export function CheckCard(props: CheckCardProps): ReactNode {
  const { title, hint, aside, checked, onChange, off, error, wrong, children } = props;
  const id = useId();
  // A choice that has become impossible stays on until it is taken back, with the reason beside it.
  const disabled = off !== undefined && !checked;
  return (
    <div className={styles.card} data-on={checked || undefined} data-off={disabled || undefined}>
      <label htmlFor={id} className={styles.choice}>
        <Checkbox.Root
          id={id}
          checked={checked}
          onCheckedChange={(state) => onChange(state === true)}
          disabled={disabled}
          aria-labelledby={`${id}-title`}
          aria-describedby={wrong === undefined ? `${id}-note` : `${id}-note ${wrong}`}
          aria-invalid={(error ?? wrong) === undefined ? undefined : true}
          className={styles.box}
        >
          <Checkbox.Indicator>
            <Check size={13} strokeWidth={3} aria-hidden />
          </Checkbox.Indicator>
        </Checkbox.Root>
        <span className={styles.words}>
          <span className={styles.head}>
            <span id={`${id}-title`} className={styles.title}>
              {title}
            </span>
            {aside}
          </span>
          <span id={`${id}-note`} className={error === undefined ? styles.hint : styles.error}>
            {error ?? off ?? hint}
          </span>
        </span>
      </label>
      {checked && children !== undefined && children !== null ? <div className={styles.fields}>{children}</div> : null}
    </div>
  );
}
