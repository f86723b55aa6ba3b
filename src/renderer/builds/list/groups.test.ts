import { expect, test } from 'vitest';
import type { BuildSummary } from '../../../shared/contract/index.ts';
import { filterCounts, listRows } from './groups.ts';

const NOON = new Date(2026, 10, 4, 12, 0).getTime();

function build(key: string, status: BuildSummary['status'], started: Date): BuildSummary {
  return {
    key,
    ref: key,
    builder: 'workbench',
    node: 'workbench0',
    name: key,
    platforms: [],
    status,
    startedAt: started.getTime() * 1000,
    origin: 'slipway',
    counts: { total: 0, ended: 0, cached: 0, running: 0, failed: 0 },
  };
}

const BUILDS = [
  build('old', 'done', new Date(2026, 9, 1, 9, 0)),
  build('late yesterday', 'failed', new Date(2026, 10, 3, 23, 59)),
  build('since yesterday', 'running', new Date(2026, 10, 3, 20, 0)),
  build('early today', 'done', new Date(2026, 10, 4, 0, 1)),
  build('today', 'cancelled', new Date(2026, 10, 4, 11, 0)),
];

test('what runs stands on top, the rest by day, newest first', () => {
  const rows = listRows(BUILDS, 'all', NOON);
  expect(rows.map((row) => (row.kind === 'group' ? `# ${row.title}` : row.build.name))).toEqual([
    '# Running',
    'since yesterday',
    '# Today',
    'today',
    'early today',
    '# Yesterday',
    'late yesterday',
    '# Older',
    'old',
  ]);
});

test('a filter leaves out the others and empty groups', () => {
  const rows = listRows(BUILDS, 'failed', NOON);
  expect(rows.map((row) => row.id)).toEqual(['group Yesterday', 'late yesterday']);
  expect(filterCounts(BUILDS)).toEqual({ all: 5, running: 1, failed: 1 });
});

test('days begin at midnight also where a clock change made the day before longer or shorter', () => {
  for (let day = 0; day < 366; day += 1) {
    const now = new Date(2026, 0, 1 + day, 12).getTime();
    const last = build('b', 'done', new Date(2026, 0, day, 0, 30));
    expect(listRows([last], 'all', now)[0]?.id).toBe('group Yesterday');
  }
});
