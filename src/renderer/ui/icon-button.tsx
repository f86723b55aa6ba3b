import type { ReactNode } from 'react';
import { Button, type ButtonProps } from './button.tsx';
import { cx } from './class-names.ts';
import styles from './icon-button.module.css';

export interface IconButtonProps extends Omit<ButtonProps, 'children' | 'iconAfter' | 'hint'> {
  /** Its name for screen readers, and its tooltip. */
  readonly label: string;
  readonly icon: ReactNode;
  /** False leaves the tooltip out, for buttons that open a menu: it would come back when the menu closes. */
  readonly hint?: boolean;
}

/** A square button with an icon alone; its name is its tooltip. */
export function IconButton({ label, look = 'ghost', hint = true, className, ...rest }: IconButtonProps): ReactNode {
  return (
    <Button
      {...rest}
      look={look}
      hint={hint ? label : undefined}
      aria-label={label}
      className={cx(styles.square, className)}
    />
  );
}
