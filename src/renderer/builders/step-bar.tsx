import type { ReactNode } from 'react';
import type { StepCounts } from '../../shared/build/view.ts';
import { Bar } from '../ui/index.ts';

/** Steps of a build by what became of them: from cache, done, failed, running, still to come. */
export function StepBar({ counts, height = 6 }: { readonly counts: StepCounts; readonly height?: number }): ReactNode {
  const done = Math.max(0, counts.ended - counts.cached - counts.failed);
  return (
    <Bar
      height={height}
      total={counts.total}
      parts={[
        { id: 'cached', value: counts.cached, look: 'cached' },
        { id: 'done', value: done, look: 'kelp' },
        { id: 'failed', value: counts.failed, look: 'fail' },
        { id: 'running', value: counts.running, look: 'sea' },
      ]}
    />
  );
}
