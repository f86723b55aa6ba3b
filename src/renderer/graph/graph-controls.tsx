import { Maximize, Minus, Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton, STATUS_WORD, StatusGlyph } from '../ui/index.ts';
import styles from './graph-view.module.css';

const LEGEND = ['waiting', 'running', 'cached', 'done'] as const;

/** What the glyphs mean, and buttons for what the wheel does. */
export function GraphControls({
  onZoom,
  onFit,
}: {
  readonly onZoom: (by: number) => void;
  readonly onFit: () => void;
}): ReactNode {
  return (
    <div className={styles.foot}>
      <div className={styles.zoom}>
        <IconButton
          size="row"
          label="Smaller"
          icon={<Minus size={14} aria-hidden />}
          onClick={() => onZoom(1 / 1.25)}
        />
        <IconButton size="row" label="Larger" icon={<Plus size={14} aria-hidden />} onClick={() => onZoom(1.25)} />
        <IconButton size="row" label="Show all" icon={<Maximize size={14} aria-hidden />} onClick={onFit} />
      </div>
      <ul className={styles.legend} aria-hidden>
        {LEGEND.map((status) => (
          <li key={status}>
            <StatusGlyph status={status} size={13} silent />
            {STATUS_WORD[status]}
          </li>
        ))}
      </ul>
    </div>
  );
}
