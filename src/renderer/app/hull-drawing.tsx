import type { ReactNode } from 'react';
import styles from './hull-drawing.module.css';

const SLEEPERS = Array.from({ length: 31 }, (_, index) => index * 16 + 2);
const CRADLE = Array.from({ length: 8 }, (_, index) => 122 + index * 29);

/** A hull on its slip, above the water: nothing has been launched yet. */
export function HullDrawing(): ReactNode {
  return (
    <svg viewBox="0 0 500 216" aria-hidden className={styles.drawing}>
      <g transform="rotate(6.5 0 116)">
        <path d="M0 116H504" className={styles.slip} />
        {SLEEPERS.map((x) => (
          <path key={x} d={`M${x} 119v5`} className={styles.sleeper} />
        ))}
        {CRADLE.map((x) => (
          <path key={x} d={`M${x} 101v14M${x + 12} 101v14`} className={styles.cradle} />
        ))}
      </g>
      <path
        d="M46 14C130 52 260 66 380 74l-14 50c-3 10-14 18-28 16L130 116C92 108 62 70 46 14z"
        className={styles.hull}
      />
      <path d="M78 78C92 99 110 112 130 116l208 24c14 2 25-6 28-16L369.5 111.4z" className={styles.bottom} />
      <path d="M77 77.9l293 33.4" className={styles.waterline} />
      <path
        d="M46 14C130 52 260 66 380 74l-14 50c-3 10-14 18-28 16L130 116C92 108 62 70 46 14z"
        className={styles.outline}
      />
      <path d="M290 67l3-24 54 6-3 23M308 45l2-14 26 3-2 14M323 32l2-16" className={styles.outline} />
      <path d="M301 54l36 4" className={styles.rig} />
      <path d="M121 44l5-43M126 6l54 30" className={styles.rig} />
      <circle cx="211" cy="93.2" r="12.5" className={styles.load} />
      <path d="M189 90.7l44 5" className={styles.load} />
      <path
        d="M300 184c5-4 11-4 16 0s11 4 16 0 11-4 16 0 11 4 16 0 11-4 16 0 11 4 16 0 11-4 16 0 11 4 16 0 11-4 16 0 11 4 16 0 11-4 16 0"
        className={styles.water}
      />
      <path
        d="M332 196c5-4 11-4 16 0s11 4 16 0 11-4 16 0 11 4 16 0 11-4 16 0 11 4 16 0 11-4 16 0 11 4 16 0 11-4 16 0"
        className={styles.water}
        opacity=".6"
      />
      <path
        d="M364 208c5-4 11-4 16 0s11 4 16 0 11-4 16 0 11 4 16 0 11-4 16 0 11 4 16 0 11-4 16 0"
        className={styles.water}
        opacity=".35"
      />
    </svg>
  );
}
