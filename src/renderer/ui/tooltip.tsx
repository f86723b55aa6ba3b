import { Tooltip as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { usePortal } from './portal.tsx';
import styles from './tooltip.module.css';

/** Text that appears on hover and on keyboard focus. The child must be one element that takes a ref. */
export function Tooltip({ text, children }: { readonly text: ReactNode; readonly children: ReactNode }): ReactNode {
  const place = usePortal();
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal container={place}>
        <Radix.Content className={styles.tooltip} sideOffset={6} collisionPadding={8}>
          {text}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export const TooltipProvider = Radix.Provider;
