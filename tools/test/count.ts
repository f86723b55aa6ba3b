/** A test that did not run, with the reason that it gives. */
export interface Skip {
  readonly name: string;
  readonly reason: string;
}

/** What one runner counted. */
export interface Count {
  readonly passed: number;
  /** Names of what failed, with the first line of why where it is known. */
  readonly failures: readonly string[];
  readonly skips: readonly Skip[];
}

export const nothing: Count = { passed: 0, failures: [], skips: [] };

/** One check that passed or failed as a whole. */
export function oneCheck(name: string, passed: boolean): Count {
  return passed ? { ...nothing, passed: 1 } : { ...nothing, failures: [name] };
}

/** A part that did not run at all. */
export function notRun(name: string, reason: string): Count {
  return { ...nothing, skips: [{ name, reason }] };
}

export function add(counts: readonly Count[]): Count {
  return {
    passed: counts.reduce((sum, count) => sum + count.passed, 0),
    failures: counts.flatMap((count) => count.failures),
    skips: counts.flatMap((count) => count.skips),
  };
}

/**
 * A runner that ended badly though it counted no failure (a crash, an error outside of a test), or that found nothing to
 * run: both are failures, or a broken run would look like a good one.
 */
export function withExit(name: string, count: Count, code: number): Count {
  if (count.failures.length > 0) return count;
  if (code !== 0) return { ...count, failures: [`${name}: the runner ended with code ${code}`] };
  if (count.passed === 0 && count.skips.length === 0) return { ...count, failures: [`${name}: no test was found`] };
  return count;
}

/** The plain line that closes a run. */
export function closingLine({ passed, failures, skips }: Count): string {
  return `${passed} passed, ${failures.length} failed, ${skips.length} skipped`;
}
