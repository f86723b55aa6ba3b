import { Switch as Radix } from 'radix-ui';
import { type ReactNode, useId } from 'react';
import styles from './switch.module.css';

interface SwitchProps {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly label: ReactNode;
}

/** On or off, at once. */
export function Switch({ checked, onChange, label }: SwitchProps): ReactNode {
  const id = useId();
  return (
    <div className={styles.row}>
      <Radix.Root id={id} checked={checked} onCheckedChange={onChange} className={styles.track}>
        <Radix.Thumb className={styles.thumb} />
      </Radix.Root>
      <label htmlFor={id} className={styles.label}>
        {label}
      </label>
    </div>
  );
}
