import { expect, test } from 'vitest';
import type { BuilderItem, NodeContainer, NodeItem } from '../../shared/contract/index.ts';
import { containersOn, cpuLimit, memoryLimit, reserveOf, sumOfLimits } from './limits.ts';

const GB = 1024 ** 3;
const container = (part: Partial<NodeContainer>) =>
  ({ memory: 0, nanoCpus: 0, cpuQuota: 0, cpuPeriod: 0, ...part }) as NodeContainer;
const node = (key: string, part: Partial<NodeItem>) => ({ key, ...part }) as NodeItem;

test('a quota counts against its period, or the kernel’s usual one; nano CPUs come first', () => {
  expect(cpuLimit(container({ cpuQuota: 150_000 }))).toBe(1.5);
  expect(cpuLimit(container({ cpuQuota: 100_000, cpuPeriod: 50_000 }))).toBe(2);
  expect(cpuLimit(container({ nanoCpus: 2.5e9, cpuQuota: 1000 }))).toBe(2.5);
});

test('no limit is no limit, never zero', () => {
  expect(cpuLimit(container({ cpuQuota: -1 }))).toBeUndefined();
  expect(cpuLimit(container({}))).toBeUndefined();
  expect(memoryLimit(container({}))).toBeUndefined();
  expect(memoryLimit(undefined)).toBeUndefined();
});

test('sums count what has a limit and what has none', () => {
  const nodes = [
    node('a', { container: container({ memory: 4 * GB, cpuQuota: 200_000 }) }),
    node('b', { container: container({ memory: 2 * GB }) }),
    node('c', {}),
  ];
  expect(sumOfLimits(nodes)).toEqual({ memory: 6 * GB, cpus: 2, memoryFree: 0, cpusFree: 1 });
});

test('a node seen through two contexts counts once, and only on its own Engine', () => {
  const builders = [
    { driver: 'docker-container', nodes: [node('a', { engineId: 'x' }), node('b', { engineId: 'y' })] },
    { driver: 'docker-container', nodes: [node('a', { engineId: 'x' })] },
    { driver: 'docker', nodes: [node('d', { engineId: 'x' })] },
  ] as unknown as readonly BuilderItem[];
  expect(containersOn('x', builders).map(({ key }) => key)).toEqual(['a']);
});

test('the reserve never takes more than a quarter of a small machine', () => {
  expect(reserveOf({ memory: 24 * GB, cpus: 16 })).toEqual({ memory: 2 * GB, cpus: 1 });
  expect(reserveOf({ memory: GB, cpus: 1 })).toEqual({ memory: GB / 4, cpus: 0 });
});
