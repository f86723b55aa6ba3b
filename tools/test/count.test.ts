import { expect, it } from 'vitest';
import { add, closingLine, nothing, notRun, oneCheck, withExit } from './count.ts';
import { countPlaywright, type PlaywrightReport } from './playwright-count.ts';
import { skipFiles } from './stages.ts';

it('adds counts up to one plain line', () => {
  const all = add([
    oneCheck('lint', true),
    oneCheck('types', false),
    notRun('x', 'no Engine'),
    { ...nothing, passed: 5 },
  ]);
  expect(closingLine(all)).toBe('6 passed, 1 failed, 1 skipped');
  expect(all.failures).toEqual(['types']);
});

it('counts a runner that broke, or that found nothing, as failed', () => {
  expect(withExit('unit', { ...nothing, passed: 3 }, 1).failures).toEqual(['unit: the runner ended with code 1']);
  expect(withExit('unit', nothing, 0).failures).toEqual(['unit: no test was found']);
  expect(withExit('unit', { ...nothing, failures: ['a'] }, 1).failures).toEqual(['a']);
  expect(withExit('unit', { ...nothing, passed: 3 }, 0).failures).toEqual([]);
});

it('counts a Playwright report with names and reasons; a flaky test failed', () => {
  const test = (status: 'expected' | 'unexpected' | 'flaky' | 'skipped', more = {}) => ({
    status,
    annotations: [],
    results: [{ errors: [{ message: '\u001b[31mError: no\u001b[39m\nat x' }] }],
    ...more,
  });
  const report: PlaywrightReport = {
    errors: [{ message: 'config broke' }],
    suites: [
      {
        title: 'a.spec.ts',
        specs: [
          { title: 'one', file: 'a.spec.ts', tests: [test('expected')] },
          { title: 'two', file: 'a.spec.ts', tests: [test('flaky')] },
        ],
        suites: [
          {
            title: 'group',
            specs: [
              { title: 'three', file: 'a.spec.ts', tests: [test('unexpected')] },
              {
                title: 'four',
                file: 'a.spec.ts',
                tests: [test('skipped', { annotations: [{ type: 'skip', description: 'no display' }] })],
              },
            ],
          },
        ],
      },
    ],
  };
  expect(countPlaywright(report)).toEqual({
    passed: 1,
    failures: [
      'config broke',
      'a.spec.ts > two: passed only when tried again; Error: no',
      'a.spec.ts > group > three: Error: no',
    ],
    skips: [{ name: 'a.spec.ts > group > four', reason: 'no display' }],
  });
});

it('names each file that did not run', () => {
  const skipped = add(skipFiles(`${import.meta.dirname}/../..`, 'tools/testbed/*.itg.ts', 'why'));
  expect(skipped.skips).toContainEqual({ name: 'tools/testbed/testbed.itg.ts', reason: 'why' });
});
