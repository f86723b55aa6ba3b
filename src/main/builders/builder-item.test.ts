import { expect, test } from 'vitest';
import type { BuilderItem } from '../../shared/contract/index.ts';
import { builderStatusOf, inListOrder, nodeItemOf } from './builder-item.ts';
import { desiredNode, implicitBuilder } from './desired.ts';

const node = { name: 'b0', endpoint: 'box', platforms: null, driverOpts: null, flags: null, files: null };

test.each([
  [[], 'inactive'],
  [['inactive', 'stopped'], 'stopped'],
  [['error', 'running'], 'running'],
  [['error', 'stopped'], 'error'],
  [['loading', 'error'], 'loading'],
] as const)('nodes %j make the builder %s', (nodes, status) => {
  expect(builderStatusOf(nodes)).toBe(status);
});

test('stored builders first, then those of contexts, each by name; broken ones last', () => {
  const item = (name: string, implicit: boolean, broken = false) =>
    ({ name, implicit, ...(broken ? { failure: { code: 'internal', title: '' } } : {}) }) as unknown as BuilderItem;
  const items = [item('default', true), item('a-ctx', true, true), item('b', false), item('Z', false), item('c', true)];
  expect(inListOrder(items).map(({ name }) => name)).toEqual(['Z', 'b', 'c', 'default', 'a-ctx']);
});

test('a node is known by its Engine and container, before that by its endpoint', () => {
  const stored = desiredNode('b', 'docker-container', node);
  const key = (engineId?: string) =>
    nodeItemOf(stored, 'docker-container', { status: 'inactive', ...(engineId ? { engineId } : {}) }, {}).key;
  expect(key('ID')).toBe('ID/buildx_buildkit_b0');
  expect(key()).toBe('?box/buildx_buildkit_b0');
  const [own] = implicitBuilder('ctx').nodes;
  if (!own) throw new Error('no node');
  expect(nodeItemOf(own, 'docker', { status: 'running', engineId: 'ID' }, {}).key).toBe('ID/');
});

test('files are named with their sizes and never shown', () => {
  const files = { 'buildkitd.toml': new TextEncoder().encode('secret') };
  const item = nodeItemOf(
    desiredNode('b', 'docker-container', { ...node, files }),
    'docker-container',
    { status: 'stopped' },
    {},
  );
  expect(item.files).toEqual([{ path: 'buildkitd.toml', size: 6 }]);
  expect(JSON.stringify(item)).not.toContain('secret');
});
