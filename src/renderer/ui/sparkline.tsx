import type { ReactNode } from 'react';
import { cx } from './class-names.ts';
import styles from './sparkline.module.css';

interface SparklineProps {
  /** Oldest first; a missing value leaves a gap. */
  readonly values: readonly (number | undefined)[];
  /** How many values fill the width; fewer stand at the right. */
  readonly slots: number;
  /** The load line; nothing is drawn without one. */
  readonly limit?: number | undefined;
  /** Value at the top edge when there is no limit. */
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** As wide as its place, keeping the height. */
  readonly fluid?: boolean;
  /** What it shows, for screen readers; left out where the number stands beside it. */
  readonly label?: string | undefined;
}

const ROOM = 10;

/** A short history as a filled line, with the load line where a limit is. Jumps, never tweens. */
export function Sparkline({
  values,
  slots,
  limit,
  top,
  width,
  height,
  fluid = false,
  label,
}: SparklineProps): ReactNode {
  const plot = fluid ? width : width - ROOM;
  const highest = Math.max(...values.map((value) => value ?? 0), 0);
  const scale = Math.max(limit === undefined ? top : limit * 1.12, highest * 1.04, Number.EPSILON);
  const y = (value: number) => height - 0.75 - (Math.min(value, scale) / scale) * (height - 1.5);
  const step = plot / Math.max(1, slots - 1);
  const points = values.slice(-slots).map((value, index, shown) => ({
    x: plot - (shown.length - 1 - index) * step,
    y: value === undefined ? undefined : y(value),
  }));
  const drawing = (
    <svg
      aria-hidden
      viewBox={`0 0 ${width} ${height}`}
      width={fluid ? '100%' : width}
      height={height}
      preserveAspectRatio="none"
      className={cx(styles.sparkline, fluid && styles.fluid)}
    >
      <path d={`M0 ${height - 0.5}H${plot}`} className={styles.ground} vectorEffect="non-scaling-stroke" />
      {runsOf(points).map((run) => (
        <g key={run[0]?.x}>
          <path
            d={`M${run[0]?.x} ${height}${run.map((p) => `L${p.x} ${p.y}`).join('')}L${run.at(-1)?.x} ${height}Z`}
            className={styles.area}
          />
          <path
            d={`M${run.map((p) => `${p.x} ${p.y}`).join('L')}`}
            className={styles.curve}
            vectorEffect="non-scaling-stroke"
          />
        </g>
      ))}
      {limit === undefined ? null : (
        <path d={`M0 ${y(limit)}H${plot}`} className={styles.limit} vectorEffect="non-scaling-stroke" />
      )}
      {limit === undefined || fluid ? null : (
        <>
          <circle cx={width - 5} cy={y(limit)} r="3.4" className={styles.ring} />
          <path d={`M${width - 10} ${y(limit)}H${width}`} className={styles.ring} />
        </>
      )}
    </svg>
  );
  const shown = fluid ? (
    <span className={styles.wide}>
      {drawing}
      {limit === undefined ? null : (
        <svg
          aria-hidden
          width="11"
          height="9"
          viewBox="0 0 11 9"
          className={styles.end}
          style={{ top: y(limit) - 4.5 }}
        >
          <circle cx="5.5" cy="4.5" r="3.4" className={styles.ring} />
          <path d="M0 4.5H11" className={styles.ring} />
        </svg>
      )}
    </span>
  ) : (
    drawing
  );
  if (label === undefined) return shown;
  return (
    <span role="img" aria-label={label} className={styles.named}>
      {shown}
    </span>
  );
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Stretches of neighbouring points that have a value. */
function runsOf(
  points: readonly { readonly x: number; readonly y: number | undefined }[],
): readonly (readonly Point[])[] {
  const runs: Point[][] = [];
  let open: Point[] | undefined;
  for (const { x, y } of points) {
    if (y === undefined) {
      open = undefined;
      continue;
    }
    if (open === undefined) {
      open = [];
      runs.push(open);
    }
    open.push({ x, y });
  }
  return runs;
}
