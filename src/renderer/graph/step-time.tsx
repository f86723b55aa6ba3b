import type { ReactNode } from 'react';
import type { StepItem } from '../../shared/contract/index.ts';
import { formatDuration, formatRunning } from '../../shared/options/index.ts';
import { useNow } from '../app/now.ts';

interface StepTimeProps {
  readonly step: StepItem;
  /** Daemon's clock minus this computer's, µs. */
  readonly clockOffset: number;
  /** µs of this computer's clock: when it was last heard of, where its builder does not answer. */
  readonly lastHeard: number | undefined;
}

/** Time that a running step has run, or had run when it was last heard of. */
export function StepTime({ step, clockOffset, lastHeard }: StepTimeProps): ReactNode {
  return lastHeard === undefined ? (
    <Ticking step={step} clockOffset={clockOffset} />
  ) : (
    formatDuration(ranAt(step, lastHeard + clockOffset))
  );
}

function Ticking({ step, clockOffset }: Omit<StepTimeProps, 'lastHeard'>): ReactNode {
  return formatRunning(ranAt(step, useNow(250) + clockOffset));
}

/** µs that a step has run at a time of the daemon's clock: its goes that have ended, and the one that goes on. */
function ranAt(step: StepItem, now: number): number {
  return step.duration + (step.runningSince === undefined ? 0 : Math.max(0, now - step.runningSince));
}
