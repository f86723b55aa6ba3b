import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect } from 'vitest';
import { fuzz } from '../../../tools/fuzz/fuzz.ts';
import { anyJson, HOSTILE_NAMES, mutatedJson } from '../../../tools/fuzz/mutate.ts';
import { assertUnpolluted, faultOf } from '../../../tools/fuzz/plain.ts';
import { actionSchema, copyTwin, displayTwin, explain, validate } from '../../shared/actions/index.ts';
import { REQUEST_CHANNEL, SUBSCRIBE_CHANNEL, UNSUBSCRIBE_CHANNEL } from '../../shared/contract/channels.ts';
import { type Reply, requestSchemas, TOPIC_NAMES } from '../../shared/contract/index.ts';
import { completePath, inspectProject } from '../builds/index.ts';
import { bindContract } from './bind.ts';
import type { RequestHandlers, TopicSources } from './handlers.ts';
import type { IpcPage } from './transport.ts';

/** One good input of each request. */
const INPUTS: Readonly<Record<string, unknown>> = {
  'app.facts': {},
  'app.copy': { text: 'x' },
  'app.pick-folder': { from: '/a' },
  'engines.retry': { context: 'default' },
  'builders.existing-state': { name: 'b', endpoint: '' },
  'builders.file': { builder: 'b', node: 'b0', path: 'buildkitd.toml' },
  'builds.cancel': { key: 'n r' },
  'builds.log': { key: 'k', step: '', from: 0, count: 10 },
  'projects.complete': { path: '/tmp', kind: 'any' },
  'projects.inspect': { context: '/tmp', dockerfile: '' },
};
const ACTIONS = [
  {
    kind: 'create-builder',
    name: 'b',
    endpoint: 'unix:///var/run/docker.sock',
    options: { memory: '4g', 'env.A': 'b', network: 'host', 'cpu-quota': '1' },
    flags: ['--debug'],
    platforms: ['linux/arm64', 'linux/arm/v7'],
    use: true,
    boot: true,
    existingState: 'ask',
  },
  { kind: 'use-builder', name: 'b' },
  { kind: 'start-builder', name: 'b' },
  { kind: 'stop-builder', name: 'b' },
  { kind: 'remove-builder', name: 'b', keepState: true },
  {
    kind: 'build',
    builder: 'b',
    context: '/p a/$x',
    dockerfile: 'Dockerfile',
    target: 't',
    tags: ['a:b', 'h:5000/x@sha256:0'],
    args: [{ name: 'A', value: '\'"$`\\' }],
    platforms: ['linux/amd64'],
    outputs: [{ kind: 'load' }, { kind: 'push' }, { kind: 'tar', path: '/o.tar' }, { kind: 'folder', path: '/o' }],
    secrets: [
      { id: 's', from: { kind: 'file', path: '/s' } },
      { id: 't', from: { kind: 'typed', value: 'TYPEDSECRET' } },
      { id: 'u', from: { kind: 'environment', name: 'U' } },
    ],
    noCache: true,
    pull: true,
  },
  { kind: 'run-image', image: 'a', engine: 'default' },
];
const names = [...Object.keys(requestSchemas), ...HOSTILE_NAMES, '', 'x'];
const input = fc.oneof(mutatedJson(...Object.values(INPUTS), ...ACTIONS), anyJson);
const PAGE: IpcPage = { id: 1, url: 'app://slipway/', isMainFrame: true, send: () => {}, onGone: () => {} };

type Handler = (page: IpcPage, payload: unknown) => Promise<Reply<unknown>>;

/** A gate whose handlers give back what came through. */
function gate(): ReadonlyMap<string, Handler> {
  const channels = new Map<string, Handler>();
  const handlers = Object.fromEntries(
    Object.keys(requestSchemas).map((name) => [name, async (value: unknown) => [name, value]]),
  );
  const source = { state: () => ({ head: null, items: {} }), onChange: () => () => {} };
  bindContract({
    transport: {
      handle: (channel, handler) => {
        channels.set(channel, handler as Handler);
        return () => {};
      },
    },
    handlers: handlers as unknown as RequestHandlers,
    topics: Object.fromEntries(TOPIC_NAMES.map((name) => [name, () => source])) as unknown as TopicSources,
  });
  return channels;
}

const envelope = fc.oneof(
  { weight: 6, arbitrary: fc.record({ name: fc.constantFrom(...names), input }) },
  { weight: 1, arbitrary: anyJson },
);

fuzz('any value is a request that fits its schema, or a failure', 4000, envelope, async (payload) => {
  const reply = await gate().get(REQUEST_CHANNEL)?.(PAGE, payload);
  if (reply?.ok) {
    const [name, value] = reply.value as readonly [keyof typeof requestSchemas, unknown];
    // What went through is what the schema lets through, and once more.
    expect(requestSchemas[name].parse(value)).toEqual(value);
    expect(faultOf(value, { text: 'any' })).toBeUndefined();
  } else expect(reply?.failure.code).toBe('invalid-input');
  assertUnpolluted();
});

const subscription = fc.record({
  subscription: fc.constantFrom<unknown>(0, 1, -1, 1.5, 2 ** 60, '1', null),
  topic: fc.constantFrom<unknown>(...TOPIC_NAMES, ...HOSTILE_NAMES, 1, null),
  param: fc.constantFrom<unknown>(undefined, '', 'x', 'x'.repeat(2000), 5, {}),
});

fuzz(
  'any value is a subscription or a failure',
  2000,
  fc.array(fc.oneof(subscription, anyJson), { maxLength: 5 }),
  async (payloads) => {
    const channels = gate();
    for (const payload of payloads) {
      for (const channel of [SUBSCRIBE_CHANNEL, UNSUBSCRIBE_CHANNEL]) {
        const reply = await channels.get(channel)?.(PAGE, payload);
        if (reply?.ok === false) expect(reply.failure.code).toBe('invalid-input');
      }
    }
  },
);

const FACTS = { builders: [], platform: 'linux' };

fuzz(
  'any action that fits the schema is explained, checked and printed in each shell',
  2500,
  mutatedJson(...ACTIONS),
  (value) => {
    const { data: action } = actionSchema.safeParse(value);
    if (action === undefined) return;
    const facts = FACTS as never;
    for (const sentence of explain(action, facts)) expect(typeof sentence).toBe('string');
    for (const { field } of validate(action, facts)) expect(typeof field).toBe('string');
    for (const shell of ['bash', 'powershell', 'cmd'] as const) {
      const printed = displayTwin(action, facts, shell) + copyTwin(action, facts, shell);
      // Whatever else is in it: a secret that was typed is not.
      expect(printed).not.toContain('TYPEDSECRET');
    }
  },
);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-fuzz-requests-'));
  mkdirSync(join(folder, 'p'));
  writeFileSync(join(folder, 'p/Dockerfile'), 'FROM scratch');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const path = fc.oneof(
  fc.constantFrom(
    '',
    '/',
    '~',
    '.',
    '..',
    'p',
    '/p',
    '\0',
    '/\0',
    '//',
    'C:\\',
    '\\\\host\\share',
    '/dev/null',
    '/proc/self/fd',
    'x'.repeat(4096),
    '\uD800',
  ),
  fc.string({ unit: 'binary', maxLength: 8 }),
);

fuzz(
  'any path is completed and looked at, and never fails',
  300,
  fc.tuple(path, path, fc.boolean()),
  async ([one, other, below]) => {
    const context = below ? `${folder}/${one}` : one;
    const completion = await completePath(context, 'any');
    expect(completion.entries.length).toBeLessThanOrEqual(200);
    const project = await inspectProject(context, other);
    expect(faultOf([completion, project], { text: 'any' })).toBeUndefined();
    if (project.failure !== undefined) expect(project.failure.code).not.toBe('internal');
  },
);
