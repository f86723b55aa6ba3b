import type { StepItem } from '../../shared/contract/index.ts';

/** `3 of 5`, `from cache`, `1 running`, a duration, or nothing while all of them wait: the right end of a card's head. */
export type HeadNote =
  | { readonly kind: 'none' }
  | { readonly kind: 'cached' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'running'; readonly running: number }
  | { readonly kind: 'share'; readonly ended: number; readonly of: number }
  /** µs, the sum of its steps' own times. */
  | { readonly kind: 'took'; readonly duration: number };

export function headNote(steps: readonly StepItem[]): HeadNote {
  let ended = 0;
  let running = 0;
  let cached = 0;
  let cancelled = 0;
  let duration = 0;
  for (const step of steps) {
    if (step.status === 'failed') return { kind: 'failed' };
    if (step.status === 'running') running += 1;
    if (step.status === 'cached') cached += 1;
    if (step.status === 'cancelled') cancelled += 1;
    if (step.status === 'done' || step.status === 'cached') ended += 1;
    duration += step.duration;
  }
  if (cached === steps.length) return { kind: 'cached' };
  if (ended === steps.length) return { kind: 'took', duration };
  if (ended === 0 && running > 0) return { kind: 'running', running };
  if (ended > 0 && cancelled < steps.length - ended) return { kind: 'share', ended, of: steps.length };
  return cancelled > 0 ? { kind: 'cancelled' } : { kind: 'none' };
}

/** Bytes of a step's transfers that are still going, or of all of them once they ended; undefined when it moved none. */
export function transferOf(step: StepItem): { readonly current: number; readonly total: number } | undefined {
  let current = 0;
  let total = 0;
  for (const transfer of step.transfers) {
    if (transfer.current === 0 && transfer.total === 0) continue;
    current += transfer.current;
    total += Math.max(transfer.total, transfer.completed === undefined ? 0 : transfer.current);
  }
  return current === 0 && total === 0 ? undefined : { current, total };
}
