import type { StepItem } from '../../shared/contract/index.ts';
import { STATUS_WORD } from '../ui/index.ts';

/** What a screen reader says before a step's own words: `Step 4 of 5, `. */
export function spokenBefore(step: StepItem): string {
  return step.position === undefined ? '' : `Step ${step.position.index} of ${step.position.of}, `;
}

/** What it says after them: `, failed after 21 seconds, 1 warning`. */
export function spokenAfter(step: StepItem): string {
  const warned = step.warnings === 0 ? '' : `, ${step.warnings} ${step.warnings === 1 ? 'warning' : 'warnings'}`;
  return `, ${spokenStatus(step)}${warned}`;
}

function spokenStatus(step: StepItem): string {
  if (step.status === 'failed') return `failed after ${spokenTime(step.duration)}`;
  if (step.status === 'done') return `done in ${spokenTime(step.duration)}`;
  if (step.status === 'cancelled') return step.started === undefined ? 'never started' : 'cancelled';
  return STATUS_WORD[step.status];
}

/** A time in words, for screen readers: `9.5 seconds`, `1 minute 24 seconds`. µs. */
function spokenTime(us: number): string {
  const seconds = Math.max(0, us) / 1e6;
  if (seconds < 10) return `${seconds.toFixed(1)} seconds`;
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  const rest = whole % 60;
  const parts = [
    minutes > 0 ? `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}` : '',
    rest > 0 || minutes === 0 ? `${rest} ${rest === 1 ? 'second' : 'seconds'}` : '',
  ];
  return parts.filter((part) => part !== '').join(' ');
}
