import { type HarnessState, ok } from '../state.ts';
import {
  armUp,
  build,
  builder,
  builders,
  builds,
  builtIn,
  engines,
  engineUp,
  GB,
  labDown,
  MINUTE,
  NOW,
  nodeOf,
  SECOND,
  unreachable,
  usage,
} from './samples.ts';

const workbench = builder('workbench', { current: true, currentFor: ['default'], lastActivity: NOW - MINUTE });
const lab = builder('lab-server', {
  status: 'error',
  nodes: [
    nodeOf(
      'lab0',
      { status: 'error', endpoint: 'lab-server', failure: unreachable, staleSince: NOW - 60 * MINUTE },
      null,
    ),
  ],
});
const topics = {
  engines: engines(engineUp, armUp, labDown),
  builders: builders(workbench, builtIn, lab),
  builds: builds(build('storefront', { target: 'release' })),
  usage: { head: null, items: { 'engine-1/buildx_buildkit_workbench0': usage(5.4, 6.1 * GB, 1) } },
} as const;
const replies = {
  'operations.recovered': () => ok({ notes: [] }),
  'builders.volume-size': () => ok({ kind: 'known' as const, bytes: 12_400_000_000 }),
  'builders.file': ({ path }: { readonly path: string }) =>
    ok(
      path.endsWith('.toml')
        ? {
            path,
            size: 412,
            text: 'debug = true\n\n[registry."registry.example.com"]\n  mirrors = ["mirror.example.com"]\n',
          }
        : { path, size: 1216, hidden: 'private-key' as const },
    ),
  'builders.suggest-name': () => ok({ name: 'quiet_harbour' }),
  'builders.existing-state': () => ok({ volumes: [] }),
  'engines.networks': () =>
    ok({
      networks: [
        { name: 'bridge', driver: 'bridge', scope: 'local', internal: false, subnets: ['172.17.0.0/16'] },
        { name: 'host', driver: 'host', scope: 'local', internal: false, subnets: [] },
        { name: 'none', driver: 'null', scope: 'local', internal: false, subnets: [] },
        { name: 'team', driver: 'bridge', scope: 'local', internal: false, subnets: ['10.20.0.0/24'] },
        { name: 'sealed', driver: 'bridge', scope: 'local', internal: true, subnets: ['10.21.0.0/24'] },
      ],
    }),
} as const;

const open = (name: string) => ({ do: 'click', role: 'button', name }) as const;
const tab = (name: string) => ({ do: 'click', role: 'tab', name }) as const;
const newBuilder = [
  { do: 'press', keys: 'Control+n' },
  { do: 'see', text: 'What will happen' },
] as const;
const existing = [
  {
    name: 'buildx_buildkit_quiet_harbour0_state',
    createdAt: NOW - 90 * 24 * 60 * MINUTE,
    node: 'quiet_harbour0',
    usedBy: [],
  },
];

export const states: readonly HarnessState[] = [
  { name: 'builder-overview', topics, replies, steps: [open('workbench')], sizes: [{ width: 960, height: 640 }] },
  {
    name: 'builder-inspect',
    topics,
    replies,
    steps: [open('workbench'), tab('Inspect')],
    sizes: [{ width: 1440, height: 900, zoom: 2 }],
  },
  {
    name: 'builder-file',
    topics,
    replies,
    steps: [open('workbench'), tab('Inspect'), open('Show buildkitd.toml'), { do: 'see', text: 'mirror.example.com' }],
  },
  { name: 'builder-failed', topics, replies, steps: [open('lab-server')] },
  { name: 'builder-built-in', topics, replies, steps: [open('default')] },
  {
    name: 'remove',
    topics,
    replies,
    steps: [
      open('More for workbench'),
      { do: 'click', role: 'menuitem', name: 'Remove' },
      { do: 'see', text: '12.4 GB' },
    ],
  },
  {
    name: 'remove-all',
    topics,
    replies,
    steps: [
      open('More for workbench'),
      { do: 'click', role: 'menuitem', name: 'Remove' },
      { do: 'click', role: 'radio', name: 'Delete its build state too' },
      { do: 'see', text: '12.4 GB' },
    ],
  },
  {
    name: 'stop',
    topics,
    replies,
    steps: [open('More for workbench'), { do: 'click', role: 'menuitem', name: 'Stop' }],
  },
  {
    name: 'new-builder',
    topics,
    replies,
    steps: newBuilder,
    sizes: [
      { width: 960, height: 640 },
      { width: 1440, height: 900, zoom: 2 },
    ],
  },
  {
    name: 'new-builder-errors',
    topics,
    replies,
    steps: [
      ...newBuilder,
      { do: 'fill', label: 'Name', text: '9 lives' },
      { do: 'fill', label: 'BuildKit image', text: 'Not An Image' },
      { do: 'fill', label: 'Memory limit in GB', text: 'a lot' },
      open('Create builder'),
    ],
  },
  {
    name: 'new-builder-overlap',
    topics,
    replies,
    steps: [
      ...newBuilder,
      { do: 'fill', label: 'Memory limit in GB', text: '23' },
      { do: 'press', keys: 'Enter' },
      { do: 'fill', label: 'CPU limit in cores', text: '12' },
      { do: 'press', keys: 'Enter' },
    ],
  },
  {
    name: 'new-builder-address',
    topics,
    replies,
    steps: [
      ...newBuilder,
      { do: 'click', role: 'combobox', name: 'Where' },
      { do: 'click', role: 'option', name: 'Another address' },
      { do: 'fill', label: 'Address', text: 'ssh://me@build-server' },
    ],
  },
  {
    name: 'new-builder-existing',
    topics,
    replies: { ...replies, 'builders.existing-state': () => ok({ volumes: existing }) },
    steps: [
      ...newBuilder,
      { do: 'see', text: 'There is build state' },
      { do: 'see', text: '12.4 GB' },
      { do: 'click', role: 'radio', name: 'Start empty' },
    ],
  },
  {
    name: 'new-builder-measuring',
    topics,
    replies: {
      ...replies,
      'builders.existing-state': () => ok({ volumes: existing }),
      'builders.volume-size': () => 'never',
    },
    steps: [...newBuilder, { do: 'see', text: 'There is build state' }, open('Create builder')],
  },
  {
    name: 'making',
    topics: {
      ...topics,
      operation: {
        op: {
          head: {
            id: 'op',
            kind: 'create-builder',
            subject: 'quiet_harbour',
            status: 'running',
            startedAt: NOW,
            leftovers: [],
            output: [],
          },
          items: {
            a: {
              id: 'a',
              index: 0,
              title: 'Get the BuildKit image',
              status: 'running',
              note: 'pulling moby/buildkit:buildx-stable-1',
              current: 52e6,
              total: 59e6,
              startedAt: NOW - 8 * SECOND,
            },
            b: { id: 'b', index: 1, title: 'Create the container', status: 'waiting' },
            c: { id: 'c', index: 2, title: 'Start BuildKit', status: 'waiting' },
          },
        },
      },
    },
    replies: { ...replies, 'builders.create': () => ok({ operation: 'op' }) },
    steps: [...newBuilder, open('Create builder'), { do: 'see', text: 'Get the BuildKit image' }],
  },
  {
    name: 'making-failed',
    topics: {
      ...topics,
      operation: {
        op: {
          head: {
            id: 'op',
            kind: 'create-builder',
            subject: 'quiet_harbour',
            status: 'failed',
            startedAt: NOW - 12 * SECOND,
            endedAt: NOW,
            failure: {
              code: 'boot-failed',
              title: 'BuildKit did not start in its container.',
              meaning: 'The container ended after 2 seconds.',
              remedy: 'Look at what it printed before it ended.',
              detail: 'buildkitd: invalid config: unknown flag --oci-worker-snapshotter2',
              command: 'docker logs buildx_buildkit_quiet_harbour0',
            },
            leftovers: ['The container was removed again.', 'docker’s list of builders was not changed.'],
            output: [],
          },
          items: {
            a: {
              id: 'a',
              index: 0,
              title: 'Get the BuildKit image',
              status: 'done',
              note: 'was here already',
              startedAt: NOW - 12 * SECOND,
              endedAt: NOW - 11.6 * SECOND,
            },
            b: {
              id: 'b',
              index: 1,
              title: 'Create the container',
              status: 'done',
              startedAt: NOW - 11 * SECOND,
              endedAt: NOW - 10 * SECOND,
            },
            c: {
              id: 'c',
              index: 2,
              title: 'Start BuildKit',
              status: 'failed',
              note: 'exit code 1',
              startedAt: NOW - 10 * SECOND,
              endedAt: NOW - 8 * SECOND,
            },
            d: { id: 'd', index: 3, title: 'Write it into docker’s list', status: 'skipped' },
          },
        },
      },
    },
    replies: { ...replies, 'builders.create': () => ok({ operation: 'op' }) },
    steps: [...newBuilder, open('Create builder'), { do: 'see', text: 'could not be made' }],
  },
  {
    name: 'making-done',
    topics: {
      ...topics,
      operation: {
        op: {
          head: {
            id: 'op',
            kind: 'create-builder',
            subject: 'quiet_harbour',
            status: 'done',
            startedAt: NOW - 12 * SECOND,
            endedAt: NOW,
            leftovers: [],
            output: [],
          },
          items: {
            a: {
              id: 'a',
              index: 0,
              title: 'Get the BuildKit image',
              status: 'done',
              note: 'was here already',
              startedAt: NOW - 12 * SECOND,
              endedAt: NOW - 11.6 * SECOND,
            },
            b: {
              id: 'b',
              index: 1,
              title: 'Create the container',
              status: 'done',
              startedAt: NOW - 11 * SECOND,
              endedAt: NOW - 10 * SECOND,
            },
            c: {
              id: 'c',
              index: 2,
              title: 'Start BuildKit',
              status: 'done',
              startedAt: NOW - 10 * SECOND,
              endedAt: NOW - 8 * SECOND,
            },
          },
        },
      },
    },
    replies: { ...replies, 'builders.create': () => ok({ operation: 'op' }) },
    steps: [...newBuilder, open('Create builder'), { do: 'see', text: 'is ready' }],
  },
];
