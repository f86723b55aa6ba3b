import { memo, type ReactNode } from 'react';
import type { LogLine as Line } from '../../../shared/contract/index.ts';
import { formatRunning } from '../../../shared/options/index.ts';
import { cx } from '../../ui/index.ts';
import { ansiParts } from './ansi.ts';
import styles from './log-view.module.css';

interface LogLineProps {
  readonly line: Line | undefined;
  /** µs; times are shown from here on. */
  readonly startedAt: number;
  /** `#12`: the step it belongs to, where lines of several stand together. */
  readonly chip?: ReactNode;
  readonly failing?: boolean;
}

/** One line: its time since the start of the build, and its text in its colours. */
export const LogLine = memo(function LogLine({ line, startedAt, chip, failing = false }: LogLineProps): ReactNode {
  if (line === undefined) return <div className={styles.line} />;
  return (
    <div className={cx(styles.line, isWarning(line.text) && styles.warning, failing && styles.failing)}>
      <span className={styles.time}>{formatRunning(line.time - startedAt)}</span>
      {chip}
      <span className={styles.text}>
        {ansiParts(line.text).map((part, index) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a line never change
            key={index}
            className={cx(
              part.colour !== undefined && styles[part.colour],
              part.bold === true && styles.bold,
              part.dim === true && styles.dim,
              part.italic === true && styles.italic,
              part.underline === true && styles.underline,
            )}
          >
            {part.text}
          </span>
        ))}
      </span>
    </div>
  );
});

/** Lines that call themselves a warning at their start. */
function isWarning(text: string): boolean {
  return /^\W*(?:\(!\)|warn(?:ing)?\b)/i.test(text);
}

/** BuildKit's own notice that it left the rest of a log out (moby/buildkit, util/progress/logs/logs.go). */
export function isClipNotice(text: string): boolean {
  return text.includes('[output clipped');
}
