import { expect, test } from 'vitest';
import type { BuilderItem, EngineItem, NodeItem } from '../../shared/contract/index.ts';
import { activityOf, builderGlyph, kindWords, platformWord, versionWord } from './words.ts';

const NOW = 1_800_000_000_000_000;
const HOUR = 3_600_000_000;
const node = (part: Partial<NodeItem>) => ({ endpoint: 'default', status: 'running', ...part }) as NodeItem;
const builder = (part: Partial<BuilderItem>) =>
  ({ name: 'b', driver: 'docker-container', status: 'running', nodes: [node({})], ...part }) as BuilderItem;
const engines = {
  default: { context: 'default', host: 'unix:///var/run/docker.sock' },
  arm: { context: 'arm', host: 'ssh://root@arm-studio:22' },
} as unknown as Record<string, EngineItem>;

test('what a builder is, in words', () => {
  expect(kindWords(builder({}), engines)).toBe('Own container on this computer');
  expect(kindWords(builder({ driver: 'docker' }), engines)).toBe('Part of Docker Engine on this computer');
  expect(kindWords(builder({ nodes: [node({}), node({ endpoint: 'arm' })] }), engines)).toBe(
    'Own containers on this computer and arm-studio, over SSH',
  );
  expect(kindWords(builder({ nodes: [node({ endpoint: 'tcp://10.0.0.4:2376' })] }), engines)).toBe(
    'Own container on 10.0.0.4',
  );
});

test('what it does or did', () => {
  expect(activityOf(builder({}), 2, NOW).headline).toBe('2 builds running');
  expect(activityOf(builder({ lastActivity: NOW - 2 * HOUR }), 0, NOW)).toEqual({
    headline: 'Idle',
    detail: 'last used 2 hours ago',
  });
  const stopped = node({ container: { finishedAt: NOW - HOUR } as NonNullable<NodeItem['container']> });
  expect(activityOf(builder({ status: 'stopped', nodes: [stopped] }), 0, NOW).headline).toBe('Stopped 1 hour ago');
  expect(activityOf(builder({ status: 'error', nodes: [node({ staleSince: NOW - 2 * HOUR })] }), 0, NOW)).toEqual({
    headline: 'Does not answer',
    detail: 'last seen 2 hours ago',
    bad: true,
  });
  expect(activityOf(builder({ status: 'error', failure: { code: 'store-broken', title: '' } }), 0, NOW).headline).toBe(
    'Cannot be read',
  );
});

test('a glyph says building, idle, stopped or silent; being worked on turns', () => {
  expect(builderGlyph(builder({}), 1)).toBe('running');
  expect(builderGlyph(builder({}), 0)).toBe('idle');
  expect(builderGlyph(builder({ status: 'inactive' }), 0)).toBe('stopped');
  expect(builderGlyph(builder({ status: 'error' }), 0)).toBe('no-answer');
  expect(builderGlyph(builder({ status: 'stopped', operation: { id: '1', kind: 'starting' } }), 0)).toBe('running');
});

test('platforms and versions', () => {
  expect(platformWord('linux/arm/v7')).toBe('arm/v7');
  expect(platformWord('windows/amd64')).toBe('windows/amd64');
  expect(versionWord(builder({ nodes: [node({ buildkitVersion: 'v0.31.2' })] }))).toBe('0.31.2');
  expect(
    versionWord(builder({ nodes: [node({ buildkitVersion: 'v0.31.2' }), node({ buildkitVersion: 'v0.30.0' })] })),
  ).toBe('several versions');
  expect(versionWord(builder({}))).toBeUndefined();
});
