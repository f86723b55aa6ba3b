import { describe, expect, it } from 'vitest';
import type { BuildSummary } from '../../shared/contract/index.ts';
import type { HistoryRecord } from '../buildkit/index.ts';
import type { WatchedNode } from './history-watch.ts';
import { RecordList } from './record-list.ts';
import { buildKey } from './summary.ts';
import type { ViewChange } from './worker-messages.ts';

const HOUR = 3_600_000_000;
const node: WatchedNode = { key: 'engine/one0', builder: 'one', node: 'one0', driver: 'docker-container' };
const other: WatchedNode = { ...node, key: 'engine/two0', builder: 'two', node: 'two0' };
const counts = { total: 3, ended: 1, cached: 0, running: 1, failed: 0 };
const view = (clockOffset: number): ViewChange => ({
  steps: [],
  removed: [],
  counts,
  logLines: 0,
  logVersion: 0,
  clockOffset,
});
const own = (ref: string, startedAt: number): BuildSummary => ({
  key: buildKey(node.key, ref),
  ref,
  builder: 'one',
  node: 'one0',
  name: ref,
  platforms: [],
  status: 'running',
  startedAt,
  origin: 'slipway',
  counts,
});
const record = (ref: string, createdAt: number): HistoryRecord => ({
  ref,
  frontend: '',
  frontendAttrs: {},
  exporters: [],
  createdAt,
  frontendResult: {},
  results: {},
  generation: 1,
  pinned: false,
  totalSteps: 3,
  completedSteps: 1,
  cachedSteps: 0,
  warnings: 0,
});

describe('the clock of a daemon that is not this computer’s', () => {
  it.each([HOUR, -HOUR])('is that of all its builds: off by %i µs', (offset) => {
    const list = new RecordList(() => false);
    const mine = buildKey(node.key, 'mine');
    const theirs = buildKey(node.key, 'theirs');
    const elsewhere = buildKey(other.key, 'elsewhere');
    // Started at the same moment, by either clock.
    list.setOwn(node, own('mine', 10 * HOUR));
    list.setRecord(node, record('theirs', 10 * HOUR + offset), undefined);
    list.setRecord(other, record('elsewhere', 10 * HOUR), undefined);
    expect(list.summary(mine)?.clockOffset).toBeUndefined();

    list.setView(mine, view(offset));
    const running = (key: string, now: number) => {
      const { startedAt = 0, clockOffset = 0 } = list.summary(key) ?? {};
      return now + clockOffset - startedAt;
    };
    expect(running(mine, 10 * HOUR + 7)).toBe(7);
    expect(running(theirs, 10 * HOUR + 7)).toBe(7);
    expect(running(elsewhere, 10 * HOUR + 7)).toBe(7);
    // Its record comes a moment later and does not move its start.
    list.setRecord(node, record('mine', 10 * HOUR + offset + 2), undefined);
    expect(running(mine, 10 * HOUR + 7)).toBe(7);

    list.setOwn(node, { ...own('mine', 10 * HOUR), status: 'done', completedAt: 10 * HOUR + 9 });
    const { startedAt = 0, completedAt = 0 } = list.summary(mine) ?? {};
    expect(completedAt - startedAt).toBe(9);
  });
});

describe('builds of a builder that was removed', () => {
  it('stay if they were started here, the last hundred of them', () => {
    const list = new RecordList(() => false);
    const keys = Array.from({ length: 103 }, (_, place) => {
      const ref = `r${place}`;
      list.setOwn(
        { ...node, key: `engine/n${place}` },
        { ...own(ref, place), key: buildKey(`engine/n${place}`, ref), status: 'done' },
      );
      return buildKey(`engine/n${place}`, ref);
    });
    list.setRecord(other, record('theirs', 1), undefined);
    for (let place = 0; place < 103; place++) list.removeNode(`engine/n${place}`);
    list.removeNode(other.key);
    expect(Object.keys(list.state().items)).toEqual(keys.slice(3));
  });
});
