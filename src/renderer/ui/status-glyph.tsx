import type { ReactNode } from 'react';
import { cx } from './class-names.ts';
import styles from './status-glyph.module.css';

export type GlyphStatus =
  | 'waiting'
  | 'running'
  | 'cached'
  | 'done'
  | 'failed'
  | 'cancelled'
  | 'warning'
  | 'idle'
  | 'stopped'
  | 'no-answer';

/** The word of each status, as it is said and spoken. */
export const STATUS_WORD: Readonly<Record<GlyphStatus, string>> = {
  waiting: 'waiting',
  running: 'running',
  cached: 'from cache',
  done: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
  warning: 'warning',
  idle: 'idle',
  stopped: 'stopped',
  'no-answer': 'does not answer',
};

interface StatusGlyphProps {
  readonly status: GlyphStatus;
  /** Side of its square in px. */
  readonly size?: number;
  /** Said instead of the status's word, such as `running for 46 seconds`. */
  readonly word?: string;
  /** Leave the word out, where it stands beside the glyph anyway. */
  readonly silent?: boolean;
}

/** Shape and colour of a status; its word is there for screen readers unless `silent`. */
export function StatusGlyph({ status, size = 18, word, silent = false }: StatusGlyphProps): ReactNode {
  const shape = (
    <svg aria-hidden width={size} height={size} viewBox="0 0 18 18" className={cx(styles.glyph, styles[status])}>
      {SHAPES[status]}
    </svg>
  );
  if (silent) return shape;
  return (
    <span role="img" aria-label={word ?? STATUS_WORD[status]} className={styles.named}>
      {shape}
    </span>
  );
}

const OCTAGON = 'M6.1 1.6h5.8l4.5 4.5v5.8l-4.5 4.5H6.1l-4.5-4.5V6.1z';

const SHAPES: Readonly<Record<GlyphStatus, ReactNode>> = {
  waiting: <circle cx="9" cy="9" r="6.5" fill="none" strokeWidth="1.7" strokeDasharray="2.55 2.55" />,
  running: (
    <>
      <circle cx="9" cy="9" r="6.6" fill="none" strokeWidth="1.9" opacity=".28" />
      <path
        className={styles.turning}
        d="M9 2.4A6.6 6.6 0 1 1 2.4 9"
        fill="none"
        strokeWidth="1.9"
        strokeLinecap="round"
      />
      <circle cx="9" cy="9" r="2.5" className={styles.filled} stroke="none" />
    </>
  ),
  cached: (
    <>
      <rect x="1.9" y="1.9" width="14.2" height="14.2" rx="3.2" fill="none" strokeWidth="1.6" />
      <path
        d="M4.6 10.1l5.5-5.5M5.4 13.1l7.7-7.7M9.6 13.4l3.8-3.8"
        fill="none"
        strokeWidth="1.5"
        strokeLinecap="round"
      />
    </>
  ),
  done: (
    <>
      <circle cx="9" cy="9" r="7.6" className={styles.filled} stroke="none" />
      <path
        className={styles.cut}
        d="M5.6 9.3l2.4 2.4 4.5-5"
        fill="none"
        strokeWidth="2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </>
  ),
  failed: (
    <>
      <path d={OCTAGON} className={styles.filled} strokeWidth="1" strokeLinejoin="round" />
      <path
        className={styles.cut}
        d="M6.4 6.4l5.2 5.2M11.6 6.4l-5.2 5.2"
        fill="none"
        strokeWidth="2"
        strokeLinecap="round"
      />
    </>
  ),
  cancelled: (
    <>
      <circle cx="9" cy="9" r="6.8" fill="none" strokeWidth="1.7" />
      <path d="M4.4 13.6l9.2-9.2" fill="none" strokeWidth="1.7" />
    </>
  ),
  warning: (
    <>
      <path d="M9 1.9l7.3 13.6H1.7z" className={styles.filled} strokeWidth="1.6" strokeLinejoin="round" />
      <path className={styles.cut} d="M9 6.6v4" fill="none" strokeWidth="1.9" strokeLinecap="round" />
      <circle cx="9" cy="13" r="1.1" className={styles.cutFill} stroke="none" />
    </>
  ),
  idle: <circle cx="9" cy="9" r="5.2" className={styles.filled} stroke="none" />,
  stopped: <rect x="2.9" y="2.9" width="12.2" height="12.2" rx="2" fill="none" strokeWidth="1.8" />,
  'no-answer': (
    <>
      <path d={OCTAGON} fill="none" strokeWidth="1.7" strokeLinejoin="round" />
      <path d="M9 5.2v4.4" fill="none" strokeWidth="1.9" strokeLinecap="round" />
      <circle cx="9" cy="12.4" r="1.15" className={styles.filled} stroke="none" />
    </>
  ),
};
