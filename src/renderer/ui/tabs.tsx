import { Tabs as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { cx } from './class-names.ts';
import styles from './tabs.module.css';

export interface TabItem {
  readonly value: string;
  readonly label: ReactNode;
  readonly content: ReactNode;
}

interface TabsProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly tabs: readonly TabItem[];
  /** What the tabs are of, for screen readers. */
  readonly label: string;
  /** At the right of the row of tabs. */
  readonly aside?: ReactNode;
  readonly className?: string | undefined;
  /** Class of each tab's content. */
  readonly contentClassName?: string | undefined;
}

/** Views of one thing, one at a time. */
export function Tabs({ value, onChange, tabs, label, aside, className, contentClassName }: TabsProps): ReactNode {
  return (
    <Radix.Root value={value} onValueChange={onChange} className={cx(styles.tabs, className)}>
      <div className={styles.bar}>
        <Radix.List aria-label={label} className={styles.list}>
          {tabs.map((tab) => (
            <Radix.Trigger key={tab.value} value={tab.value} className={styles.tab}>
              {tab.label}
            </Radix.Trigger>
          ))}
        </Radix.List>
        {aside}
      </div>
      {tabs.map((tab) => (
        <Radix.Content key={tab.value} value={tab.value} className={cx(styles.content, contentClassName)}>
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
