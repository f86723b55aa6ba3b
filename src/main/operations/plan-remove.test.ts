import { expect, test } from 'vitest';
import { planRemove, type RemoveFacts } from './plan-remove.ts';

function facts(node: string, more: Partial<RemoveFacts> = {}): RemoveFacts {
  const container = `buildx_buildkit_${node}`;
  return {
    node: {
      builder: 'b',
      driverName: 'docker-container',
      implicit: false,
      node: { name: node, endpoint: 'box', platforms: null, driverOpts: null, flags: null, files: null },
      container,
      stateVolume: `${container}_state`,
    },
    containerId: `id-${node}`,
    volumeCreatedAt: 5,
    ...more,
  };
}

test('per node stop, container, volume; the list last; nodes named where there are several', () => {
  const plan = planRemove('b', 'docker-container', false, true, [facts('b0'), facts('b1')]);
  expect(plan.steps.map(({ id, title }) => [id, title])).toEqual([
    ['b0/stop', 'Stop the container of b0'],
    ['b0/container', 'Remove the container of b0'],
    ['b0/volume', 'Keep the state volume of b0'],
    ['b1/stop', 'Stop the container of b1'],
    ['b1/container', 'Remove the container of b1'],
    ['b1/volume', 'Keep the state volume of b1'],
    ['write-store', 'Take it off the list of builders'],
  ]);
  expect(plan.nodes[1]).toEqual({
    node: 'b1',
    endpoint: 'box',
    container: 'buildx_buildkit_b1',
    volume: 'buildx_buildkit_b1_state',
    containerId: 'id-b1',
    volumeCreatedAt: 5,
  });
});

test('an Engine that did not answer is remembered, so that nobody waits for it twice', () => {
  const unreachable = { code: 'engine-unreachable', title: 'gone' } as const;
  const plan = planRemove('b', 'docker-container', false, false, [facts('b0', { unreachable })]);
  expect(plan.unreachable).toEqual({ b0: unreachable });
});

test('a remote builder is only taken off the list', () => {
  expect(planRemove('b', 'remote', false, false, []).steps.map(({ id }) => id)).toEqual(['write-store']);
});

test.each([
  ['default', 'docker', true, 'docker context rm default'],
  ['k', 'kubernetes', false, 'docker buildx rm k'],
  ['c', 'cloud', false, 'docker buildx rm c'],
])('%s (%s) is refused with the command to use', (name, driver, implicit, command) => {
  expect(() => planRemove(name, driver, implicit, false, [])).toThrow(
    expect.objectContaining({ failure: expect.objectContaining({ code: 'unsupported', command }) }),
  );
});
