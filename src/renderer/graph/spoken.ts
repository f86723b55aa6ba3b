import type { StepItem } from '../../shared/contract/index.ts';
import { STATUS_WORD } from '../ui/index.ts';
import { spokenTime } from './format.ts';

/** A step as a screen reader says it: `Step 4 of 5, RUN pnpm run build, failed after 21 seconds`. */
export function spokenStep(step: StepItem): string {
  const place = step.position === undefined ? '' : `Step ${step.position.index} of ${step.position.of}, `;
  const what = `${step.keyword} ${step.text}`.trim();
  const warned = step.warnings === 0 ? '' : `, ${step.warnings} ${step.warnings === 1 ? 'warning' : 'warnings'}`;
  return `${place}${what}, ${spokenStatus(step)}${warned}`;
}

function spokenStatus(step: StepItem): string {
  if (step.status === 'failed') return `failed after ${spokenTime(step.duration)}`;
  if (step.status === 'done') return `done in ${spokenTime(step.duration)}`;
  if (step.status === 'cancelled') return step.started === undefined ? 'never started' : 'cancelled';
  return STATUS_WORD[step.status];
}
