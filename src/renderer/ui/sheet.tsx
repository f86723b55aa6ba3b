import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { type ReactNode, useState } from 'react';
import { cx } from './class-names.ts';
import { IconButton } from './icon-button.tsx';
import { PortalPlace } from './portal.tsx';
import { useReturnFocus } from './return-focus.ts';
import styles from './sheet.module.css';

interface SheetProps {
  readonly open: boolean;
  readonly onClose: () => void;
  /** `side`: 456 at the right, without scrim; `centred`: up to 1104 over a scrim. */
  readonly kind: 'side' | 'centred';
  readonly title: ReactNode;
  readonly sentence?: ReactNode;
  readonly children: ReactNode;
  /** Row of buttons, always in view. */
  readonly footer?: ReactNode;
  /** Under all else, such as the CLI strip. */
  readonly strip?: ReactNode;
  /** Asked before a click outside or Esc closes it; false keeps it open. */
  readonly mayClose?: () => boolean;
}

/** A large surface for composing one thing. */
export function Sheet(props: SheetProps): ReactNode {
  const { open, onClose, kind, title, sentence, children, footer, strip, mayClose } = props;
  const [place, setPlace] = useState<HTMLElement | null>(null);
  const returnFocus = useReturnFocus();
  const hold = (event: Event) => {
    if (kind === 'side' || (mayClose !== undefined && !mayClose())) event.preventDefault();
  };
  const content = (
    <Radix.Content
      ref={setPlace}
      onOpenAutoFocus={focusItself}
      onCloseAutoFocus={returnFocus}
      className={cx(styles.sheet, styles[kind])}
      onInteractOutside={hold}
      onEscapeKeyDown={(event) => (mayClose !== undefined && !mayClose() ? event.preventDefault() : undefined)}
      {...(sentence === undefined ? { 'aria-describedby': undefined } : {})}
    >
      <PortalPlace value={place}>
        <div className={styles.head}>
          <div className={styles.headings}>
            <Radix.Title className={styles.title}>{title}</Radix.Title>
            {sentence === undefined ? null : (
              <Radix.Description className={styles.sentence}>{sentence}</Radix.Description>
            )}
          </div>
          <Radix.Close asChild>
            <IconButton label="Close" icon={<X size={16} aria-hidden />} />
          </Radix.Close>
        </div>
        <div className={styles.body}>{children}</div>
        {footer === undefined ? null : <div className={styles.foot}>{footer}</div>}
        {strip}
      </PortalPlace>
    </Radix.Content>
  );
  return (
    <Radix.Root open={open} onOpenChange={(next) => (next ? undefined : onClose())} modal={kind === 'centred'}>
      <Radix.Portal>
        {kind === 'centred' ? <Radix.Overlay className={styles.scrim}>{content}</Radix.Overlay> : content}
      </Radix.Portal>
    </Radix.Root>
  );
}

/** The surface itself takes the focus, unless a field in it has `autoFocus`: its close button would show its hint. */
function focusItself(event: Event): void {
  event.preventDefault();
  if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
}
