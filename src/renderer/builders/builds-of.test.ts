import { expect, test } from 'vitest';
import type { BuilderItem, BuildSummary, NodeItem } from '../../shared/contract/index.ts';
import { buildersOf, lastHeardOf, ranUntil, runningNow, runningOn } from './builds-of.ts';

const builder = (name: string, ...keys: readonly string[]) =>
  ({ name, nodes: keys.map((key) => ({ key }) as NodeItem) }) as unknown as BuilderItem;
const build = (builderName: string, node: string, part: Partial<BuildSummary> = {}) =>
  ({ key: `${node}#ref`, ref: 'ref', builder: builderName, status: 'running', startedAt: 1, ...part }) as BuildSummary;

const builders = {
  default: builder('default', 'engine/'),
  other: builder('other', 'engine/'),
  own: builder('own', 'engine/own0', 'far/own1'),
};

test('a build on a node that two builders share runs on both', () => {
  const builds = [build('default', 'engine/')];
  expect(runningOn(builders.default, builds)).toEqual(builds);
  expect(runningOn(builders.other, builds)).toEqual(builds);
  expect(runningOn(builders.own, builds)).toEqual([]);
  expect(buildersOf(build('other', 'engine/'), builders)).toEqual(['other', 'default']);
  expect(buildersOf(build('own', 'far/own1'), builders)).toEqual(['own']);
});

test('one whose builder is gone, or whose Engine has not told its id, keeps the name that it was told under', () => {
  expect(buildersOf(build('gone', 'engine/gone0'), builders)).toEqual(['gone']);
  expect(runningOn(builder('own', '?own'), [build('own', 'engine/own0')])).toHaveLength(1);
});

test('the oldest comes first, and only what runs', () => {
  const young = build('own', 'engine/own0', { startedAt: 9 });
  const old = build('own', 'far/own1', { startedAt: 3 });
  const ended = build('own', 'far/own1', { status: 'done' });
  expect(runningOn(builders.own, [young, ended, old])).toEqual([old, young]);
});

test('a running build is last heard of when none of those that share its node answers any more', () => {
  const node = (status: NodeItem['status'], staleSince?: number) =>
    ({ key: 'engine/', status, ...(staleSince === undefined ? {} : { staleSince }) }) as NodeItem;
  const gone = { name: 'default', nodes: [node('error', 7)] };
  const running = build('default', 'engine/');
  expect(lastHeardOf(running, { gone })).toBe(7);
  expect(lastHeardOf({ ...running, status: 'done' }, { gone })).toBeUndefined();
  expect(lastHeardOf(running, { gone, there: { name: 'other', nodes: [node('running')] } })).toBeUndefined();
  expect(lastHeardOf(build('own', 'engine/own0'), { gone })).toBeUndefined();
  expect(lastHeardOf(running, {})).toBeUndefined();
  const ended = { ...build('own', 'engine/own0'), status: 'done' as const };
  expect(runningNow([running, build('own', 'engine/own0'), ended], { gone })).toEqual([build('own', 'engine/own0')]);
  expect(ranUntil({ startedAt: 1_000_000, clockOffset: 3_000_000 }, 20_000_000)).toBe(22_000_000);
});
