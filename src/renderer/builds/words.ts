import type { BuildSummary } from '../../shared/contract/index.ts';
import { formatDuration } from '../../shared/options/index.ts';
import { ago, count } from '../app/index.ts';

/** `23 %`, or undefined while there is nothing to take a share of. */
export function fromCache(counts: BuildSummary['counts']): string | undefined {
  return counts.total === 0 ? undefined : `${Math.round((counts.cached / counts.total) * 100)} %`;
}

/** µs that an ended build took; undefined while it runs. */
export function tookOf(build: BuildSummary): number | undefined {
  return build.completedAt === undefined ? undefined : Math.max(0, build.completedAt - build.startedAt);
}

/** Second line of a build in a list. `now` and when it was last heard of, where its builder does not answer, in µs. */
export function subtitle(build: BuildSummary, now: number, lastHeard?: number): string {
  const { counts, status } = build;
  if (lastHeard !== undefined) return `its builder does not answer; last heard of ${ago(lastHeard, now)}`;
  switch (status) {
    case 'running':
      return counts.total === 0 ? 'preparing' : `${counts.ended} of ${count(counts.total, 'step')} done`;
    case 'failed':
      return build.errorHeadline ?? 'failed';
    case 'cancelled': {
      const took = tookOf(build);
      return took === undefined ? 'cancelled' : `cancelled after ${formatDuration(took)}`;
    }
    case 'done':
      if (counts.total === 0) return build.contextPath ?? '';
      return counts.cached === counts.total ? 'every step came from cache' : count(counts.total, 'step');
  }
}

/** What came out, in words for a table. */
export function resultWords(build: BuildSummary): string {
  if (build.result !== undefined) return build.result;
  switch (build.status) {
    case 'running':
      return '';
    case 'done':
      return 'no named image';
    case 'failed':
    case 'cancelled':
      return 'nothing';
  }
}

/** `amd64` for `linux/amd64`, `arm/v7` for `linux/arm/v7`; other systems keep their name. */
export function shortPlatform(platform: string): string {
  return platform.replace(/^linux\//, '');
}

const TIME = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const DAY_AND_YEAR = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' });
const WHOLE = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** Time of day. µs. */
export function timeOfDay(us: number): string {
  return TIME.format(us / 1000);
}

/** `14:32` for the last two days, which their headings name; else the day. Times in µs and ms. */
export function when(us: number, now: number): string {
  const age = now - us / 1000;
  const then = new Date(us / 1000);
  if (age < 48 * 3600_000 && dayOf(now) - dayOf(then.getTime()) < 36 * 3600_000) return TIME.format(then);
  return then.getFullYear() === new Date(now).getFullYear() ? DAY.format(then) : DAY_AND_YEAR.format(then);
}

/** Day and time to the second. µs. */
export function wholeTime(us: number): string {
  return WHOLE.format(us / 1000);
}

function dayOf(ms: number): number {
  return new Date(ms).setHours(0, 0, 0, 0);
}
