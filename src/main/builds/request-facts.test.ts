import { expect, test } from 'vitest';
import { requestFacts } from './request-facts.ts';

test('what is kept of a request holds no value of an argument or a secret', () => {
  const { facts } = requestFacts(
    {
      kind: 'build',
      builder: 'dock',
      context: '/src/shop',
      dockerfile: '',
      target: '',
      tags: ['shop:dev'],
      args: [
        { name: 'NPM_TOKEN', value: 'hunter2' },
        { name: 'HARMLESS', value: 'pl4in' },
      ],
      platforms: ['linux/arm64'],
      outputs: [{ kind: 'push' }, { kind: 'folder', path: '/out' }],
      secrets: [
        { id: 'a', from: { kind: 'file', path: '/home/me/.npmrc' } },
        { id: 'b', from: { kind: 'environment', name: 'B' } },
        { id: 'c', from: { kind: 'typed', value: 'gehe1m' } },
      ],
      noCache: true,
      pull: true,
    },
    { context: '/src/shop', dockerfile: '/src/shop/Dockerfile', ignoreFile: undefined, policyFile: undefined },
  );
  expect(facts).toMatchObject({
    platforms: ['linux/arm64'],
    outputs: [{ kind: 'push' }, { kind: 'folder', path: '/out' }],
    args: ['NPM_TOKEN', 'HARMLESS'],
    secrets: [
      { id: 'a', from: 'file', source: '/home/me/.npmrc' },
      { id: 'b', from: 'environment', source: 'B' },
      { id: 'c', from: 'typed' },
    ],
    noCache: true,
    pull: true,
  });
  expect(facts.cliTwin).toContain('--build-arg NPM_TOKEN --build-arg HARMLESS');
  expect(JSON.stringify(facts)).not.toMatch(/hunter2|gehe1m|pl4in/);
});
