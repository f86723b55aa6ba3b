import { Minus, Plus } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { clampLimit, type LimitGround } from './geometry.ts';
import styles from './number-box.module.css';
import { inUnits, type LimitScale, readUnits } from './scales.ts';

interface NumberBoxProps {
  readonly label: string;
  readonly scale: LimitScale;
  readonly ground: LimitGround | undefined;
  readonly value: number | undefined;
  /** Where a step begins while there is no limit. */
  readonly start: number;
  readonly onChange: (value: number | undefined) => void;
  /** What was typed and is no limit; it stands here until there is one. */
  readonly unread: string | undefined;
  readonly onUnread: (text: string) => void;
  /** Told when what was typed is over. */
  readonly onLeave: () => void;
  /** Id of the element that says what is wrong with it; undefined where nothing is. */
  readonly fault: string | undefined;
}

/**
 * The slider's twin: a number that can be typed, with a step down and a step up. Each key counts at once, so that nothing typed is
 * lost to what happens before the box is left; only its text is left alone until then.
 */
export function NumberBox(props: NumberBoxProps): ReactNode {
  const { label, scale, ground, value, start, onChange, unread, onUnread, onLeave, fault } = props;
  const [typed, setTyped] = useState<string>();
  const text = typed ?? unread ?? (value === undefined ? '' : inUnits(value, scale));
  const held = (next: number) => (ground === undefined ? Math.max(scale.least, next) : clampLimit(next, ground, scale));
  const type = (next: string) => {
    setTyped(next);
    const read = readUnits(next, scale);
    if (read !== undefined) onChange(held(read));
    else if (next.trim() === '' && value === undefined) onChange(undefined);
    else onUnread(next);
  };
  const leave = () => {
    setTyped(undefined);
    onLeave();
  };
  const step = (steps: number) => {
    setTyped(undefined);
    onChange(held(value === undefined ? start : scale.step(value, steps)));
  };
  return (
    <div className={styles.box}>
      <button type="button" className={styles.button} aria-label={`${label}: one step less`} onClick={() => step(-1)}>
        <Minus size={14} aria-hidden />
      </button>
      <span className={styles.middle}>
        <input
          aria-label={label}
          inputMode="decimal"
          autoComplete="off"
          placeholder="none"
          className={styles.input}
          aria-invalid={fault === undefined ? undefined : true}
          aria-describedby={fault}
          value={text}
          onChange={(event) => type(event.target.value)}
          onBlur={leave}
          onKeyDown={(event) => {
            if (event.key === 'Enter') {
              event.preventDefault();
              leave();
            } else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
              event.preventDefault();
              step((event.key === 'ArrowUp' ? 1 : -1) * (event.shiftKey ? 4 : 1));
            }
          }}
        />
        <span aria-hidden className={styles.unit}>
          {text === '1' ? scale.unit.one : scale.unit.many}
        </span>
      </span>
      <button type="button" className={styles.button} aria-label={`${label}: one step more`} onClick={() => step(1)}>
        <Plus size={14} aria-hidden />
      </button>
    </div>
  );
}
