import type { ReactNode } from 'react';
import { Toaster, toast } from 'sonner';
import type { Failure } from '../../shared/contract/index.ts';
import { Button } from './button.tsx';
import { FailureNotice, Notice } from './notice.tsx';
import styles from './toasts.module.css';

/**
 * Where toasts appear; once in the application. Under the title bar, in the middle: there they lie over no button, no field
 * and no end of a log, on any page and over any sheet.
 */
export function Toasts(): ReactNode {
  return (
    <Toaster
      position="top-center"
      offset={{ top: 48 }}
      mobileOffset={{ top: 48, left: 12, right: 12 }}
      gap={8}
      visibleToasts={4}
      toastOptions={{ unstyled: true, className: styles.toast ?? '' }}
    />
  );
}

/** Something is done: said for a few seconds. */
export function sayDone(title: ReactNode, text?: ReactNode): void {
  toast.custom(() => (
    <Notice look="info" title={title}>
      {text === undefined ? null : <p>{text}</p>}
    </Notice>
  ));
}

/** Something failed that has no place of its own: stays until it is dismissed. */
export function sayFailed(failure: Failure): void {
  toast.custom(
    (id) => (
      <FailureNotice
        failure={failure}
        actions={
          <Button size="row" onClick={() => toast.dismiss(id)}>
            Dismiss
          </Button>
        }
      />
    ),
    { duration: Number.POSITIVE_INFINITY },
  );
}
