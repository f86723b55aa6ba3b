import type { ReactNode } from 'react';
import type { BuildWarning } from '../../../shared/build/view.ts';
import { StatusGlyph } from '../../ui/index.ts';
import styles from './details.module.css';

interface WarningListProps {
  readonly warnings: readonly BuildWarning[];
  /** Goes to the step that a warning is about. */
  readonly onSelect?: (step: string) => void;
}

/** What BuildKit warned of, with the lines of the Dockerfile. */
export function WarningList({ warnings, onSelect }: WarningListProps): ReactNode {
  if (warnings.length === 0) return null;
  return (
    <section>
      <h3 className={styles.heading}>Warnings</h3>
      <ul className={styles.warnings}>
        {warnings.map((warning, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: warnings have no identity and are only ever added to
          <li key={index} className={styles.warning}>
            <StatusGlyph status="warning" size={15} silent />
            <div className={styles.warningWords}>
              <p className={styles.warningTitle}>{warning.short}</p>
              {warning.detail.map((line) => (
                <p key={line}>{line}</p>
              ))}
              <p className={styles.quiet}>{whereOf(warning)}</p>
              {warning.url === undefined ? null : <p className={styles.url}>{warning.url}</p>}
              {onSelect === undefined || warning.step === '' ? null : (
                <button type="button" className={styles.more} onClick={() => onSelect(warning.step)}>
                  Show the step
                </button>
              )}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** `Dockerfile, line 21` or `lines 21 to 23`. */
function whereOf(warning: BuildWarning): string {
  const range = warning.ranges[0];
  if (range === undefined) return warning.file ?? '';
  const lines =
    range.startLine === range.endLine ? `line ${range.startLine}` : `lines ${range.startLine} to ${range.endLine}`;
  return `${warning.file ?? 'Dockerfile'}, ${lines}`;
}
