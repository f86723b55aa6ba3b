import { Dialog as Radix } from 'radix-ui';
import { type ReactNode, useState } from 'react';
import { ActionRow } from './action-row.tsx';
import styles from './dialog.module.css';
import { PortalPlace } from './portal.tsx';
import { useReturnFocus } from './return-focus.ts';

interface DialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: ReactNode;
  /** One or two sentences under the title. */
  readonly sentence?: ReactNode;
  readonly children?: ReactNode;
  readonly confirm: ReactNode;
  /** Takes the focus when the dialog opens if it has `autoFocus`. */
  readonly cancel: ReactNode;
  /** Under the buttons, such as the CLI strip. */
  readonly strip?: ReactNode;
}

/** A question with two answers, in the middle, over a scrim. Esc closes it and changes nothing. */
export function Dialog({ open, onClose, title, sentence, children, confirm, cancel, strip }: DialogProps): ReactNode {
  const [place, setPlace] = useState<HTMLElement | null>(null);
  const returnFocus = useReturnFocus();
  return (
    <Radix.Root open={open} onOpenChange={(next) => (next ? undefined : onClose())}>
      <Radix.Portal>
        <Radix.Overlay className={styles.scrim}>
          <Radix.Content
            ref={setPlace}
            onCloseAutoFocus={returnFocus}
            className={styles.dialog}
            {...(sentence === undefined ? { 'aria-describedby': undefined } : {})}
          >
            <PortalPlace value={place}>
              <div className={styles.body}>
                <Radix.Title className={styles.title}>{title}</Radix.Title>
                {sentence === undefined ? null : (
                  <Radix.Description className={styles.sentence}>{sentence}</Radix.Description>
                )}
                {children}
              </div>
              <div className={styles.foot}>
                <ActionRow confirm={confirm} cancel={cancel} />
              </div>
              {strip}
            </PortalPlace>
          </Radix.Content>
        </Radix.Overlay>
      </Radix.Portal>
    </Radix.Root>
  );
}
