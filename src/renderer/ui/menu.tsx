import { DropdownMenu as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { cx } from './class-names.ts';
import { Kbd } from './kbd.tsx';
import styles from './menu.module.css';
import { usePortal } from './portal.tsx';

export type MenuEntry =
  | {
      readonly kind: 'action';
      readonly id: string;
      readonly label: ReactNode;
      readonly icon?: ReactNode;
      readonly keys?: string;
      readonly danger?: boolean;
      /** Why it cannot be chosen; shown under the label. */
      readonly off?: string | undefined;
      readonly run: () => void;
    }
  | { readonly kind: 'line'; readonly id: string };

interface MenuProps {
  /** The button that opens it; one element that takes a ref. */
  readonly trigger: ReactNode;
  readonly entries: readonly MenuEntry[];
  readonly align?: 'start' | 'end';
}

/** A list of actions behind a button. */
export function Menu({ trigger, entries, align = 'end' }: MenuProps): ReactNode {
  const place = usePortal();
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal container={place}>
        <Radix.Content className={styles.menu} align={align} sideOffset={4} collisionPadding={8}>
          {entries.map((entry) =>
            entry.kind === 'line' ? (
              <Radix.Separator key={entry.id} className={styles.line} />
            ) : (
              <Radix.Item
                key={entry.id}
                disabled={entry.off !== undefined}
                onSelect={entry.run}
                className={cx(styles.item, entry.danger === true && styles.danger)}
              >
                <span className={styles.icon}>{entry.icon}</span>
                <span className={styles.words}>
                  {entry.label}
                  {entry.off === undefined ? null : <span className={styles.off}>{entry.off}</span>}
                </span>
                {entry.keys === undefined ? null : <Kbd>{entry.keys}</Kbd>}
              </Radix.Item>
            ),
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
