import type { BuildSummary } from '../../shared/contract/index.ts';
import { formatAge, formatRunning } from '../../shared/options/index.ts';

/** How long ago; both times µs. `just now`, `20 s ago`, `6 days ago`. */
export function ago(then: number, now: number): string {
  return formatAge(Math.max(0, now - then));
}

/** How long a build has been running, by the clock of its daemon; now in µs. `0:07`. */
export function runningFor(build: Pick<BuildSummary, 'startedAt' | 'clockOffset'>, now: number): string {
  return formatRunning(now + (build.clockOffset ?? 0) - build.startedAt);
}

/** A limit in cores' worth of work: `0.25`, `5.5`, `14`. */
export function cores(value: number): string {
  return String(Number(value.toFixed(2)));
}

/** The same with its word: `1 core`, `1.5 cores`. */
export function coreCount(value: number): string {
  const words = cores(value);
  return `${words} ${words === '1' ? 'core' : 'cores'}`;
}

/** A measured number of cores, always with its decimal, so that it does not jump about: `6.0`. */
export function liveCores(value: number): string {
  return value.toFixed(1);
}

/** `1 build`, `2 builds`. */
export function count(number: number, one: string, many: string = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
