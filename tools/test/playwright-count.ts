import type { Count, Skip } from './count.ts';

/** The part of Playwright's JSON report that is read here (microsoft/playwright, packages/playwright/types/testReporter.d.ts). */
export interface PlaywrightReport {
  readonly suites: readonly Suite[];
  readonly errors: readonly { readonly message?: string }[];
}

interface Suite {
  readonly title: string;
  readonly suites?: readonly Suite[];
  readonly specs: readonly {
    readonly title: string;
    readonly file: string;
    readonly tests: readonly {
      readonly projectName?: string;
      readonly status: 'expected' | 'unexpected' | 'flaky' | 'skipped';
      readonly annotations: readonly { readonly type: string; readonly description?: string }[];
      readonly results: readonly { readonly errors?: readonly { readonly message?: string }[] }[];
    }[];
  }[];
}

const styling = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

function firstLine(text: string | undefined): string {
  return (text ?? '').replace(styling, '').split('\n')[0] ?? '';
}

/** Counts a Playwright report. A test that passed only when tried again counts as failed: it does not hold. */
export function countPlaywright(report: PlaywrightReport): Count {
  let passed = 0;
  const failures = report.errors.map((error) => firstLine(error.message));
  const skips: Skip[] = [];
  const visit = (suite: Suite, titles: readonly string[]): void => {
    for (const spec of suite.specs) {
      for (const test of spec.tests) {
        const name = [spec.file, ...titles.slice(1), spec.title].join(' > ');
        if (test.status === 'expected') passed++;
        else if (test.status === 'skipped') {
          const note = test.annotations.find(({ type }) => type === 'skip' || type === 'fixme');
          skips.push({ name, reason: note?.description ?? 'no reason given' });
        } else {
          const why = firstLine(test.results.flatMap((result) => result.errors ?? [])[0]?.message);
          failures.push(`${name}: ${test.status === 'flaky' ? 'passed only when tried again; ' : ''}${why}`);
        }
      }
    }
    for (const child of suite.suites ?? []) visit(child, [...titles, child.title]);
  };
  for (const suite of report.suites) visit(suite, [suite.title]);
  return { passed, failures, skips };
}
