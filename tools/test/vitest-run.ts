/**
 * Runs one vitest project, or those of its files whose paths hold one of the texts, and writes its {@link Count} as JSON:
 * `vitest-run.ts PROJECT FILE [TEXT…]`. vitest's own JSON leaves out why a test was skipped.
 */
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { startVitest, type TestCase, type TestModule } from 'vitest/node';
import type { Count, Skip } from './count.ts';

const [project, file, ...texts] = process.argv.slice(2);
if (project === undefined || file === undefined) throw new Error('usage: vitest-run.ts PROJECT FILE [TEXT...]');

function nameOf(test: TestCase): string {
  return `${relative(process.cwd(), test.module.moduleId)} > ${test.fullName}`;
}

function firstLine(text: string | undefined): string {
  return (text ?? '').split('\n')[0] ?? '';
}

/** An error outside of all tests. Where a worker ended, its cause alone says by which signal and in which file. */
function told({ message, cause }: { message?: string; cause?: unknown }): string {
  const why = cause instanceof Object && 'message' in cause ? ` ${firstLine(String(cause.message))}` : '';
  return `${project}: unhandled error: ${firstLine(message)}${why}`;
}

function countOf(modules: readonly TestModule[], unhandled: readonly { message?: string; cause?: unknown }[]): Count {
  let passed = 0;
  const failures = unhandled.map(told);
  const skips: Skip[] = [];
  for (const module of modules) {
    const path = relative(process.cwd(), module.moduleId);
    failures.push(...module.errors().map((error) => `${path}: ${firstLine(error.message)}`));
    for (const suite of module.children.allSuites()) {
      failures.push(...suite.errors().map((error) => `${path} > ${suite.fullName}: ${firstLine(error.message)}`));
    }
    for (const test of module.children.allTests()) {
      const result = test.result();
      if (result.state === 'passed') passed++;
      else if (result.state === 'skipped') skips.push({ name: nameOf(test), reason: result.note ?? 'no reason given' });
      // A test that never came to its end did not pass.
      else failures.push(`${nameOf(test)}: ${firstLine(result.errors?.[0]?.message) || result.state}`);
    }
  }
  return { passed, failures, skips };
}

let count: Count = { passed: 0, failures: [`${project}: the run did not end`], skips: [] };
const vitest = await startVitest('test', texts, {
  project: [project],
  watch: false,
  reporters: [
    'default',
    {
      onTestRunEnd(modules, unhandled) {
        count = countOf(modules, unhandled);
      },
    },
  ],
});
await vitest.close();
writeFileSync(file, JSON.stringify(count));
