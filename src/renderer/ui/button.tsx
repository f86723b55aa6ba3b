import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import styles from './button.module.css';
import { cx } from './class-names.ts';
import { Kbd } from './kbd.tsx';
import { StatusGlyph } from './status-glyph.tsx';
import { Tooltip } from './tooltip.tsx';

export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'disabled'> {
  readonly look?: 'primary' | 'plain' | 'ghost' | 'danger';
  /** Heights 32, 28 and 26. */
  readonly size?: 'normal' | 'toolbar' | 'row';
  readonly icon?: ReactNode;
  readonly iconAfter?: ReactNode;
  /** Why it cannot be pressed now; the button stays focusable and says it. */
  readonly off?: string | undefined;
  /** Its tooltip while it is not off. */
  readonly hint?: string | undefined;
  /** The label stays, a turning ring takes the icon's place, presses do nothing. */
  readonly busy?: boolean;
  /** Shortcut shown at its right, such as `Ctrl N`. */
  readonly keys?: string | undefined;
  readonly ref?: Ref<HTMLButtonElement>;
}

/** A button that is off says why in its tooltip and to screen readers, instead of only being grey. */
export function Button(props: ButtonProps): ReactNode {
  const {
    look = 'plain',
    size = 'normal',
    icon,
    iconAfter,
    off,
    hint,
    busy = false,
    keys,
    className,
    children,
    ...rest
  } = props;
  const still = off !== undefined || busy;
  return (
    <Tooltip text={off ?? hint}>
      <button
        type="button"
        {...rest}
        aria-disabled={still || undefined}
        aria-busy={busy || undefined}
        onClick={still ? (event) => event.preventDefault() : rest.onClick}
        className={cx(styles.button, styles[look], styles[size], off !== undefined && styles.off, className)}
      >
        {busy ? <StatusGlyph status="running" size={16} silent /> : icon}
        {children === undefined ? null : <span className={styles.text}>{children}</span>}
        {keys === undefined ? null : <Kbd onFill={look === 'primary'}>{keys}</Kbd>}
        {iconAfter}
      </button>
    </Tooltip>
  );
}
