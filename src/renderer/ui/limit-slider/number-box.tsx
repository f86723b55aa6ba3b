import { Minus, Plus } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
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
  readonly onChange: (value: number) => void;
}

/** The slider's twin: a number that can be typed, with a step down and a step up. */
export function NumberBox({ label, scale, ground, value, start, onChange }: NumberBoxProps): ReactNode {
  const shown = value === undefined ? '' : inUnits(value, scale);
  const [text, setText] = useState(shown);
  useEffect(() => setText(shown), [shown]);
  const held = (next: number) => (ground === undefined ? Math.max(scale.least, next) : clampLimit(next, ground, scale));
  const take = () => {
    const read = readUnits(text, scale);
    if (read === undefined) setText(shown);
    else {
      const next = held(read);
      onChange(next);
      setText(inUnits(next, scale));
    }
  };
  const step = (steps: number) => onChange(held(value === undefined ? start : scale.step(value, steps)));
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
          value={text}
          onChange={(event) => setText(event.target.value)}
          onBlur={() => (text === shown ? undefined : take())}
          onKeyDown={(event) => {
            if (event.key === 'Enter') {
              event.preventDefault();
              take();
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
