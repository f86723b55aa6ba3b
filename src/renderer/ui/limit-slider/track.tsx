import { type PointerEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { type LimitGround, ticksOf, valueAfterKey, valueAt, withoutCollisions, zonesOf } from './geometry.ts';
import { inUnits, type LimitScale, withUnit } from './scales.ts';
import styles from './track.module.css';

interface TrackProps {
  readonly label: string;
  readonly scale: LimitScale;
  readonly ground: LimitGround;
  readonly value: number | undefined;
  readonly onChange: (value: number) => void;
  readonly inUse: number | undefined;
  readonly inEffect: number | undefined;
  readonly reservedLabel: string;
}

/** Zone labels, the bar with its zones, the load line as handle, and the draught marks. */
export function Track(props: TrackProps): ReactNode {
  const { label, scale, ground, value, onChange, inUse, inEffect } = props;
  const bar = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(600);
  useEffect(() => {
    if (bar.current === null) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.max(120, entry?.contentRect.width ?? 600)));
    observer.observe(bar.current);
    return () => observer.disconnect();
  }, []);

  const at = (of: number) => `${Math.min(100, Math.max(0, (of / ground.machine) * 100))}%`;
  const ticks = ticksOf(ground.machine, scale, width);
  const majors = ticks.filter((tick) => tick.major);
  const page = majors[1]?.value ?? scale.one;

  const follow = (event: PointerEvent<HTMLDivElement>) => {
    const box = bar.current?.getBoundingClientRect();
    if (box === undefined) return;
    onChange(valueAt((event.clientX - box.left) / box.width, { ground, scale, width: box.width, free: event.altKey }));
  };
  return (
    <div className={styles.track}>
      <ZoneLabels {...props} width={width} />
      <div
        ref={bar}
        className={styles.hit}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.preventDefault();
          event.currentTarget.setPointerCapture(event.pointerId);
          follow(event);
          event.currentTarget.querySelector<HTMLElement>('[role="slider"]')?.focus();
        }}
        onPointerMove={(event) => (event.currentTarget.hasPointerCapture(event.pointerId) ? follow(event) : undefined)}
      >
        <div className={styles.bar}>
          <span className={styles.allowed} style={{ width: at(value ?? ground.available) }} />
          {inUse === undefined ? null : <span className={styles.used} style={{ width: at(inUse) }} />}
          {zonesOf(ground).map((zone) => (
            <span
              key={zone.kind}
              className={styles[zone.kind]}
              style={{ left: at(zone.from), width: at(zone.to - zone.from) }}
            />
          ))}
        </div>
        {inEffect === undefined ? null : <span className={styles.inEffect} style={{ left: at(inEffect) }} />}
        {value === undefined ? null : (
          <div
            role="slider"
            tabIndex={0}
            aria-label={label}
            aria-valuemin={scale.least / scale.one}
            aria-valuemax={ground.available / scale.one}
            aria-valuenow={value / scale.one}
            aria-valuetext={spoken(value, props)}
            className={styles.handle}
            style={{ left: at(value) }}
            onKeyDown={(event) => {
              const next = valueAfterKey(event.key, event.shiftKey, value, { ground, scale, page });
              if (next === undefined) return;
              event.preventDefault();
              onChange(next);
            }}
          >
            <svg width="32" height="40" viewBox="0 0 32 40" aria-hidden className={styles.mark}>
              <circle cx="16" cy="20" r="8" />
              <path d="M16 3v34" />
            </svg>
          </div>
        )}
      </div>
      <div className={styles.marks} aria-hidden>
        {ticks.map((tick) => (
          <span
            key={tick.value}
            className={tick.major ? styles.major : styles.minor}
            style={{ left: at(tick.value) }}
          />
        ))}
        <span className={styles.major} style={{ left: '100%' }} />
        {numbersOf(props, majors, width).map((number) => (
          <span key={number.id} className={styles[number.look]} style={{ left: number.left }}>
            {number.text}
          </span>
        ))}
      </div>
    </div>
  );
}

/** `12 gigabytes of 24, 6.1 in use`. */
function spoken(value: number, { scale, ground, inUse }: TrackProps): string {
  const amount = inUnits(value, scale);
  const unit = amount === '1' ? scale.spoken.one : scale.spoken.many;
  const used = inUse === undefined ? '' : `, ${inUnits(inUse, scale)} in use`;
  return `${amount} ${unit} of ${inUnits(ground.available, scale)}${used}`;
}

/** About as wide as 11 px text is. */
const textWidth = (text: string) => text.length * 6.1;

/** Numbers under the marks: the handle's first, then the value in effect, the end, and the majors that have room. */
function numbersOf(
  { scale, ground, value, inEffect }: TrackProps,
  majors: readonly { readonly value: number }[],
  width: number,
) {
  const place = (id: string, look: 'own' | 'effect' | 'number', text: string, at: number) => {
    const wide = textWidth(text);
    const middle = (at / ground.machine) * width;
    return { id, look, text, left: Math.min(width - wide, Math.max(0, middle - wide / 2)), width: wide };
  };
  return withoutCollisions(
    [
      ...(value === undefined ? [] : [place('own', 'own', inUnits(value, scale), value)]),
      ...(inEffect === undefined ? [] : [place('effect', 'effect', `${inUnits(inEffect, scale)} now`, inEffect)]),
      place(
        'end',
        'number',
        withUnit(Math.round((ground.machine / scale.one) * 10) * (scale.one / 10), scale),
        ground.machine,
      ),
      ...majors
        .filter((tick) => tick.value < ground.machine)
        .map((tick) => place(String(tick.value), 'number', inUnits(tick.value, scale), tick.value)),
    ],
    8,
  );
}

function ZoneLabels({
  scale,
  ground,
  inUse,
  reservedLabel,
  width,
}: TrackProps & { readonly width: number }): ReactNode {
  const zones = new Map(zonesOf(ground).map((zone) => [zone.kind, zone]));
  const others = zones.get('others');
  const reserved = zones.get('reserved');
  const impossible = zones.get('impossible');
  const place = (id: string, look: 'use' | 'steel' | 'amber' | 'fail', text: string, from: number) => {
    const wide = textWidth(text);
    return { id, look, text, left: Math.min(width - wide, Math.max(0, (from / ground.machine) * width)), width: wide };
  };
  const labels = withoutCollisions(
    [
      ...(inUse === undefined ? [] : [place('use', 'use', `In use ${inUnits(inUse, scale)}`, 0)]),
      ...(impossible === undefined ? [] : [place('impossible', 'fail', 'Not available', impossible.from)]),
      ...(reserved === undefined ? [] : [place('reserved', 'amber', reservedLabel, reserved.from)]),
      ...(others === undefined
        ? []
        : [place('others', 'steel', `Other builders may use ${inUnits(ground.others, scale)}`, others.from)]),
    ],
    10,
  );
  return (
    <div className={styles.labels}>
      {labels.map((label) => (
        <span key={label.id} className={styles[label.look]} style={{ left: label.left }}>
          {label.text}
        </span>
      ))}
    </div>
  );
}
