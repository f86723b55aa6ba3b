import { describe, expect, it } from 'vitest';
import type { HistoryRecord } from '../buildkit/index.ts';
import { nameOf, summaryOf } from './summary.ts';

const record = (over: Partial<HistoryRecord> = {}): HistoryRecord => ({
  ref: 'abcdefghij0123456789abcde',
  frontend: '',
  frontendAttrs: { filename: 'Dockerfile' },
  exporters: [],
  createdAt: 1_000_000,
  frontendResult: {},
  results: {},
  generation: 1,
  pinned: false,
  cachedSteps: 2,
  totalSteps: 6,
  completedSteps: 6,
  warnings: 0,
  ...over,
});
const facts = { nodeKey: 'ENGINE/box', builder: 'dock', node: 'dock0', localState: undefined, startedHere: false };
const local = (localPath: string, dockerfilePath: string) => ({ target: 'default', localPath, dockerfilePath });

describe('nameOf', () => {
  it.each([
    [
      'the build name that was given',
      { 'build-arg:BUILDKIT_BUILD_NAME': 'nightly' },
      local('/a/b', '/a/b/Dockerfile'),
      'nightly',
    ],
    ['the folder', { filename: 'Dockerfile' }, local('/a/shop', '/a/shop/Dockerfile'), 'shop'],
    [
      'folder and file',
      { filename: 'dev.Dockerfile' },
      local('/a/shop', '/a/shop/dev.Dockerfile'),
      'shop/dev.Dockerfile',
    ],
    ['the folder of the Dockerfile', { filename: 'Dockerfile' }, local('/a/shop', '/a/shop/api/Dockerfile'), 'api'],
    ['the repository', { context: 'https://user:secret@host/team/repo.git#main' }, undefined, 'repo'],
    ['the ref as a last resort', { filename: 'Dockerfile' }, undefined, 'build abcdefgh'],
  ])('is %s', (_what, frontendAttrs, state, expected) => {
    expect(nameOf(record({ frontendAttrs: frontendAttrs as unknown as Record<string, string> }), state)).toBe(expected);
  });
});

describe('summaryOf', () => {
  it('reads the status from the record', () => {
    const error = (message: string, code = 2) => ({ code, message, sources: [], kinds: [] });
    expect(summaryOf(record(), facts).status).toBe('running');
    expect(summaryOf(record({ completedAt: 2 }), facts).status).toBe('done');
    expect(summaryOf(record({ completedAt: 2, error: error('exit code: 1') }), facts).status).toBe('failed');
    expect(summaryOf(record({ completedAt: 2, error: error('x: context canceled') }), facts).status).toBe('cancelled');
  });

  it('names the images, and none after a failure', () => {
    const exporters = [{ type: 'moby', attrs: { name: 'docker.io/library/shop:dev,ghcr.io/a/b:1' } }];
    expect(summaryOf(record({ exporters, completedAt: 2 }), facts).result).toBe('shop:dev, ghcr.io/a/b:1');
    const error = { code: 2, message: 'no', sources: [], kinds: [] };
    expect(summaryOf(record({ exporters, completedAt: 2, error }), facts).result).toBeUndefined();
  });
});
