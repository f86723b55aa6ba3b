import type { ReactNode } from 'react';
import { cx } from './class-names.ts';
import styles from './meter.module.css';
import { Sparkline } from './sparkline.tsx';

interface LiveMeterProps {
  /** The value now as text; undefined until it has been measured, which is said in words. */
  readonly value: string | undefined;
  /** Under the value: `of 8 GB`, `no limit`. */
  readonly caption: string;
  /** Value has been at the limit for a while. */
  readonly atLimit?: boolean;
  readonly values: readonly (number | undefined)[];
  readonly limit?: number | undefined;
  readonly top: number;
}

/** A value, its last 60 seconds, and the load line of its limit. */
export function LiveMeter({ value, caption, atLimit = false, values, limit, top }: LiveMeterProps): ReactNode {
  return (
    <div className={styles.live}>
      <span className={styles.trend}>
        <Sparkline values={values} slots={60} limit={limit} top={top} width={84} height={28} />
      </span>
      <div className={styles.words}>
        <span className={cx(styles.value, value === undefined && styles.unknown)}>{value ?? 'measuring'}</span>
        <span className={cx(styles.caption, atLimit && styles.atLimit)}>{caption}</span>
      </div>
    </div>
  );
}

export interface BarPart {
  readonly id: string;
  readonly value: number;
  readonly look: 'sea' | 'steel' | 'kelp' | 'amber' | 'fail' | 'cached';
}

interface BarProps {
  readonly parts: readonly BarPart[];
  readonly total: number;
  /** Where the load line stands. */
  readonly limit?: number | undefined;
  /** Height in px. */
  readonly height?: number;
  /** What it shows, for screen readers; left out where words beside it say the same. */
  readonly label?: string | undefined;
}

/** Parts of a whole in one bar. `cached` is hatched. */
export function Bar({ parts, total, limit, height = 9, label }: BarProps): ReactNode {
  const share = (value: number) => `${Math.min(100, Math.max(0, (value / Math.max(total, Number.EPSILON)) * 100))}%`;
  return (
    <div
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
      className={styles.bar}
      style={{ height }}
    >
      <div className={styles.parts}>
        {parts.map((part) =>
          part.value > 0 ? (
            <span key={part.id} className={cx(styles.part, styles[part.look])} style={{ width: share(part.value) }} />
          ) : null,
        )}
      </div>
      {limit === undefined ? null : (
        <span className={styles.load} style={{ left: share(limit) }}>
          <LoadLine size={18} />
        </span>
      )}
    </div>
  );
}

/** The mark of a limit: a ring crossed by an upright line. */
export function LoadLine({ size }: { readonly size: number }): ReactNode {
  return (
    <svg width={size} height={size} viewBox="0 0 18 18" aria-hidden className={styles.mark}>
      <circle cx="9" cy="9" r="4.2" />
      <path d="M9 0v18" />
    </svg>
  );
}
