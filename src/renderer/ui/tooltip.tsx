import { Tooltip as Radix } from 'radix-ui';
import { type ReactNode, type SyntheticEvent, useState } from 'react';
import { usePortal } from './portal.tsx';
import styles from './tooltip.module.css';

interface TooltipProps {
  /** Nothing is shown while it is undefined; the child is the same element with and without. */
  readonly text: ReactNode;
  readonly children: ReactNode;
}

/** Text that appears on hover and on keyboard focus. The child must be one element that takes a ref. */
export function Tooltip({ text, children }: TooltipProps): ReactNode {
  const place = usePortal();
  const [open, setOpen] = useState(false);
  const silent = text === undefined;
  if (silent && open) setOpen(false);
  return (
    <Radix.Root open={open} onOpenChange={setOpen}>
      <Radix.Trigger asChild {...(silent ? SILENT : {})}>
        {children}
      </Radix.Trigger>
      <Radix.Portal container={place}>
        <Radix.Content className={styles.tooltip} sideOffset={6} collisionPadding={8}>
          {text}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

// Radix opens at neither where the event is taken.
const SILENT = { onFocus: take, onPointerMove: take };

function take(event: SyntheticEvent): void {
  event.preventDefault();
}

export const TooltipProvider = Radix.Provider;
