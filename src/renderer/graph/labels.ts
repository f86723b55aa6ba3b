import type { StepItem } from '../../shared/contract/index.ts';

/**
 * Short name of a step for a card: an image by the last part of its path, many sources as `package.json and 1 more`,
 * `COPY --from` as `from build`, anything else by its text. The full text is in the tooltip and the panel.
 */
export function shortText(step: Pick<StepItem, 'keyword' | 'text'>): string {
  const { keyword, text } = step;
  if (keyword === 'FROM') return imageName(text);
  if (keyword === 'COPY' || keyword === 'ADD') return copied(text);
  if (keyword === 'RUN') return withoutFlags(text).trim() || text;
  return text;
}

/** `docker.io/library/golang:1.26@sha256:…` as `golang:1.26`; a name without tag keeps the start of its digest. */
export function imageName(text: string): string {
  const reference = text.split(/\s+/).filter((word) => !word.startsWith('--'))[0] ?? text;
  const at = reference.indexOf('@');
  const name = at === -1 ? reference : reference.slice(0, at);
  const last = name.slice(name.lastIndexOf('/') + 1).replace(/:latest$/, '');
  if (last.includes(':') || at === -1) return last;
  return `${last}@${reference
    .slice(at + 1)
    .replace(/^sha256:/, '')
    .slice(0, 7)}`;
}

function copied(text: string): string {
  const from = /(?:^|\s)--from=(\S+)/.exec(text)?.[1];
  if (from !== undefined) return `from ${imageName(from)}`;
  const rest = withoutFlags(text).trim();
  if (rest.startsWith('[') || rest.startsWith('<<')) return rest;
  const words = rest.split(/\s+/);
  const sources = words.slice(0, -1);
  const first = sources[0];
  if (first === undefined) return rest;
  if (sources.length === 1) return `${first} ${words.at(-1) ?? ''}`.trim();
  return `${first} and ${sources.length - 1} more`;
}

function withoutFlags(text: string): string {
  return text.replace(/^(?:--[a-z][^\s]*\s+)+/i, '');
}

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
