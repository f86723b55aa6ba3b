import { expect, test } from 'vitest';
import type { ContextList, DockerContext } from '../engine/index.ts';
import { endpointToStore } from './endpoint-to-store.ts';

function context(name: string, endpoint: string, more: Partial<DockerContext> = {}): DockerContext {
  return {
    name,
    description: '',
    virtual: name === 'default',
    host: endpoint,
    endpoint,
    reach: { kind: 'address', address: { kind: 'socket', path: '/x' } },
    tlsFromEnvironment: false,
    ...more,
  };
}

function list(current: string, contexts: readonly DockerContext[]): ContextList {
  return { contexts, current: { name: current, because: 'config' }, problems: [] };
}

const usual = [context('default', 'unix:///run/d.sock'), context('box', 'box')];

/** What `docker buildx create --driver docker-container ENDPOINT` stores. */
test.each([
  ['', 'default', 'unix:///run/d.sock'],
  ['', 'box', 'box'],
  ['default', 'box', 'unix:///run/d.sock'],
  ['box', 'default', 'box'],
  ['unix:///a/b.sock', 'default', 'unix:///a/b.sock'],
  ['unix://', 'default', 'unix:///var/run/docker.sock'],
  ['tcp://h', 'default', 'tcp://h:2375'],
  ['tcp://h:1', 'default', 'tcp://h:1'],
  ['h:99', 'default', 'tcp://h:99'],
  ['tcp://[::1]:5', 'default', 'tcp://[::1]:5'],
  ['ssh://me@box/x', 'default', 'ssh://me@box/x'],
])('%j under %s is stored as %s', (given, current, stored) => {
  expect(endpointToStore(given, list(current, usual))).toBe(stored);
});

test.each(['nosuch', 'http://x', 'tcp://a://b', 'foo://bar', 'a b'])('%j is refused at its field', (given) => {
  expect(() => endpointToStore(given, list('default', usual))).toThrow(
    expect.objectContaining({ failure: expect.objectContaining({ field: 'endpoint' }) }),
  );
});

test('the default context with TLS from the environment is refused, as by the CLI', () => {
  const contexts = [context('default', 'tcp://h:2376', { tlsFromEnvironment: true })];
  expect(() => endpointToStore('', list('default', contexts))).toThrow(
    expect.objectContaining({ failure: expect.objectContaining({ code: 'unsupported', field: 'endpoint' }) }),
  );
});

test('a current context that does not exist says so', () => {
  const broken: ContextList = {
    contexts: usual,
    current: { name: 'gone', because: 'config', failure: { code: 'engine-context-broken', title: 'No such context.' } },
    problems: [],
  };
  expect(() => endpointToStore('', broken)).toThrow('No such context.');
});
