import type { ReactNode } from 'react';
import type { StepCounts } from '../../../shared/build/view.ts';
import { count } from '../../app/index.ts';
import { StepBar } from '../../builders/step-bar.tsx';
import styles from './build-page.module.css';

/** Where the steps of the build are, along the whole width. */
export function StepsBar({ counts }: { readonly counts: StepCounts }): ReactNode {
  return (
    <div
      className={styles.bar}
      role="progressbar"
      aria-label="Steps done"
      aria-valuemin={0}
      aria-valuemax={Math.max(1, counts.total)}
      aria-valuenow={counts.ended}
      aria-valuetext={`${counts.ended} of ${count(counts.total, 'step')} done, ${counts.cached} from cache`}
    >
      <StepBar counts={counts} height={4} />
    </div>
  );
}
