import { Info, Undo2 } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { IconButton } from '../icon-button.tsx';
import { StatusGlyph } from '../status-glyph.tsx';
import { type LimitGround, largestFree } from './geometry.ts';
import styles from './limit-slider.module.css';
import { NumberBox } from './number-box.tsx';
import { type LimitScale, withUnit } from './scales.ts';
import { Track } from './track.tsx';

export interface LimitNote {
  readonly look: 'info' | 'amber' | 'fail';
  readonly text: string;
}

export interface LimitSliderProps {
  /** `Memory`, `CPU`. */
  readonly label: string;
  /** One plain sentence. */
  readonly sentence: string;
  readonly scale: LimitScale;
  /** Undefined where the machine's size is not known: then only the number box is there, and nothing is checked. */
  readonly ground: LimitGround | undefined;
  /** Undefined: no limit. */
  readonly value: number | undefined;
  readonly onChange: (value: number | undefined) => void;
  /** What was typed into the number box and is no limit. Undefined again with the next value. */
  readonly unread: string | undefined;
  readonly onUnread: (text: string) => void;
  /** Told when the number box is left. */
  readonly onLeave: () => void;
  /** In use now. */
  readonly inUse?: number | undefined;
  /** The limit that is in effect now. */
  readonly inEffect?: number | undefined;
  /** A value that one press goes back to, and what it is called: `suggested`, `now`. */
  readonly origin?: { readonly value: number; readonly word: string } | undefined;
  /** Whose the reserve is: `For the Engine`. */
  readonly reservedLabel: string;
  /** At most one. */
  readonly note?: LimitNote | undefined;
}

/** A limit set by its load line, with the number box as its twin. */
export function LimitSlider(props: LimitSliderProps): ReactNode {
  const { label, sentence, scale, ground, value, onChange, unread, onUnread, onLeave } = props;
  const { inUse, inEffect, origin, reservedLabel, note } = props;
  const id = useId();
  const start = origin?.value ?? (ground === undefined ? 4 * scale.one : largestFree(ground, scale));
  return (
    <fieldset className={styles.slider} aria-labelledby={`${id}-label`}>
      <div className={styles.head}>
        <span id={`${id}-label`} className={styles.label}>
          {label}
        </span>
        <span className={styles.sentence}>{sentence}</span>
        {origin === undefined || origin.value === value ? null : (
          <span className={styles.origin}>
            {origin.word} {withUnit(origin.value, scale)}
            <IconButton
              size="row"
              label={`Back to ${withUnit(origin.value, scale)}`}
              icon={<Undo2 size={14} aria-hidden />}
              onClick={() => onChange(origin.value)}
            />
          </span>
        )}
        <label className={styles.none}>
          <input
            type="checkbox"
            checked={value === undefined}
            onChange={(event) => onChange(event.target.checked ? undefined : start)}
          />
          No limit
        </label>
        <NumberBox
          label={`${label} limit in ${scale.unit.many}`}
          scale={scale}
          ground={ground}
          value={value}
          start={start}
          onChange={onChange}
          unread={unread}
          onUnread={onUnread}
          onLeave={onLeave}
          fault={note?.look === 'fail' ? `${id}-note` : undefined}
        />
      </div>
      {ground === undefined ? null : (
        <Track
          label={`${label} limit`}
          scale={scale}
          ground={ground}
          value={value}
          onChange={onChange}
          inUse={inUse}
          inEffect={inEffect}
          reservedLabel={reservedLabel}
        />
      )}
      <p id={`${id}-note`} className={styles.note} data-look={note?.look} role="status">
        {note === undefined ? null : (
          <>
            {note.look === 'info' ? (
              <Info size={14} aria-hidden />
            ) : (
              <StatusGlyph status={note.look === 'amber' ? 'warning' : 'failed'} size={14} silent />
            )}
            {note.text}
          </>
        )}
      </p>
    </fieldset>
  );
}
