import { Check, ChevronDown, ChevronUp } from 'lucide-react';
import { Select as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { cx } from './class-names.ts';
import { Field } from './field.tsx';
import { usePortal } from './portal.tsx';
import styles from './select.module.css';

export interface SelectOption {
  readonly value: string;
  readonly label: ReactNode;
  /** Second line of the option, shown in the list alone. */
  readonly hint?: ReactNode;
  /** Why it cannot be chosen. */
  readonly off?: string;
}

interface SelectProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly options: readonly SelectOption[];
  readonly placeholder?: string;
  readonly size?: 'normal' | 'toolbar';
  /** Without a border, for toolbars and the CLI strip. */
  readonly ghost?: boolean;
  readonly disabled?: boolean;
  readonly id?: string;
  readonly 'aria-label'?: string;
  readonly 'aria-describedby'?: string | undefined;
  readonly 'aria-invalid'?: true | undefined;
}

/** One of several, in a list of its own. Give `aria-label` where no visible label is tied to it. */
export function Select(props: SelectProps): ReactNode {
  const { value, onChange, options, placeholder, size = 'normal', ghost = false, disabled = false, ...facts } = props;
  const place = usePortal();
  return (
    <Radix.Root value={value} onValueChange={onChange} disabled={disabled}>
      <Radix.Trigger {...facts} className={cx(styles.trigger, styles[size], ghost && styles.ghost)}>
        <span className={styles.value}>
          <Radix.Value placeholder={placeholder} />
        </span>
        <ChevronDown size={14} aria-hidden />
      </Radix.Trigger>
      <Radix.Portal container={place}>
        <Radix.Content className={styles.list} position="popper" sideOffset={4} collisionPadding={8}>
          <Radix.ScrollUpButton className={styles.more}>
            <ChevronUp size={14} aria-hidden />
          </Radix.ScrollUpButton>
          <Radix.Viewport>
            {options.map((option) => (
              <Radix.Item
                key={option.value}
                value={option.value}
                disabled={option.off !== undefined}
                className={styles.item}
              >
                <span className={styles.check}>
                  <Radix.ItemIndicator>
                    <Check size={14} aria-hidden />
                  </Radix.ItemIndicator>
                </span>
                <span className={styles.words}>
                  <Radix.ItemText>{option.label}</Radix.ItemText>
                  {(option.off ?? option.hint) === undefined ? null : (
                    <span className={styles.hint}>{option.off ?? option.hint}</span>
                  )}
                </span>
              </Radix.Item>
            ))}
          </Radix.Viewport>
          <Radix.ScrollDownButton className={styles.more}>
            <ChevronDown size={14} aria-hidden />
          </Radix.ScrollDownButton>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

interface SelectFieldProps extends Omit<SelectProps, 'id' | 'aria-describedby' | 'aria-invalid' | 'aria-label'> {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
}

/** A select with label, hint and error. */
export function SelectField({ label, hint, error, ...select }: SelectFieldProps): ReactNode {
  return (
    <Field label={label} hint={hint} error={error}>
      {(facts) => <Select {...select} {...facts} />}
    </Field>
  );
}
