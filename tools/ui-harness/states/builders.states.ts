import type { NodeItem, TopicState } from '../../../src/shared/contract/index.ts';
import { type HarnessState, ok } from '../state.ts';
import {
  armUp,
  build,
  builder,
  builders,
  builds,
  builtIn,
  DAY,
  engines,
  engineUp,
  GB,
  HOUR,
  labDown,
  MINUTE,
  NOW,
  nodeOf,
  SECOND,
  unreachable,
  usage,
} from './samples.ts';

const workbench = builder('workbench', { current: true, currentFor: ['default'], lastActivity: NOW - MINUTE });
const cross = builder('cross', {
  lastActivity: NOW - 14 * MINUTE,
  nodes: [
    nodeOf('cross0', {}, { memory: 4 * GB, cpuQuota: 400_000 }),
    nodeOf(
      'cross1',
      {
        endpoint: 'arm-studio',
        engineId: 'engine-2',
        key: 'engine-2/buildx_buildkit_cross1',
        platforms: [{ name: 'linux/arm64', fixed: false, native: true }],
      },
      { memory: 0, cpuQuota: 0 },
    ),
  ],
});
const nightly = builder('nightly', {
  status: 'stopped',
  lastActivity: NOW - 6 * DAY,
  nodes: [
    nodeOf(
      'nightly0',
      { status: 'stopped', buildkitVersion: 'v0.29.0' },
      { state: 'exited', finishedAt: NOW - 6 * DAY, memory: 4 * GB },
    ),
  ],
});
/** A node whose container has never been made. */
function bare(name: string): NodeItem {
  const { buildkitVersion: _, stateVolume: __, ...rest } = nodeOf(name, { status: 'inactive', platforms: [] }, null);
  return rest;
}

const fresh = builder('fresh', {
  status: 'inactive',
  nodes: [bare('fresh0')],
});
const lab = builder('lab-server', {
  status: 'error',
  lastActivity: NOW - 2 * HOUR,
  nodes: [
    nodeOf(
      'lab0',
      {
        status: 'error',
        endpoint: 'lab-server',
        engineId: 'engine-3',
        failure: unreachable,
        staleSince: NOW - 2 * HOUR,
      },
      null,
    ),
  ],
});
const made = builder('made-now', {
  status: 'inactive',
  operation: { id: 'op-create', kind: 'creating' },
  nodes: [bare('made-now0')],
});

const usageFull: TopicState<'usage'> = {
  head: null,
  items: {
    'engine-1/buildx_buildkit_workbench0': usage(5.95, 6.1 * GB, 1),
    'engine-1/buildx_buildkit_cross0': usage(0.2, 0.6 * GB, 2),
    'engine-2/buildx_buildkit_cross1': usage(0.1, 1.4 * GB, 3),
    'engine-1/buildx_buildkit_ml-images0': usage(0.1, 1.1 * GB, 4),
  },
};

const pulling: TopicState<'operation'> = {
  head: {
    id: 'op-create',
    kind: 'create-builder',
    subject: 'made-now',
    status: 'running',
    startedAt: NOW - 9 * SECOND,
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
};

function ended(status: 'done' | 'failed'): TopicState<'operation'> {
  const failure = {
    code: 'timeout',
    title: 'The container did not stop within 10 seconds.',
    remedy: 'Try again, or look at what it does.',
  } as const;
  return {
    head: {
      id: 'op-stop',
      kind: 'stop-builder',
      subject: 'ml-images',
      status,
      startedAt: NOW - 9 * SECOND,
      endedAt: NOW,
      ...(status === 'failed' ? { failure } : {}),
      leftovers: status === 'failed' ? ['ml-images still runs.'] : [],
      output: [],
    },
    items: {},
  };
}

const full = {
  engines: engines(engineUp, armUp, labDown),
  builders: builders(
    workbench,
    cross,
    builder('ml-images', { lastActivity: NOW - 30 * HOUR }),
    nightly,
    fresh,
    made,
    builtIn,
    lab,
  ),
  builds: builds(
    build('storefront', { target: 'release' }),
    build('price-service', {
      origin: 'elsewhere',
      startedAt: NOW - 31 * SECOND,
      counts: { total: 14, ended: 8, cached: 3, running: 1, failed: 0 },
    }),
  ),
  usage: usageFull,
  operation: { 'op-create': pulling },
} as const;

const replies = {
  'operations.recovered': () => ok({ notes: [] }),
  'engines.retry': () => ok(null),
} as const;

export const states: readonly HarnessState[] = [
  {
    name: 'builders-full',
    topics: full,
    replies,
    sizes: [
      { width: 960, height: 640 },
      { width: 1440, height: 900, zoom: 2 },
    ],
  },
  { name: 'builders-hover', topics: full, replies, steps: [{ do: 'hover', text: 'ml-images' }] },
  { name: 'builders-menu', topics: full, replies, steps: [{ do: 'click', role: 'button', name: 'More for cross' }] },
  { name: 'builders-loading', topics: { engines: full.engines, builds: builds() }, replies },
  { name: 'builders-empty', topics: { ...full, builders: builders(), builds: builds() }, replies },
  {
    name: 'builders-problems',
    topics: {
      ...full,
      builders: {
        ...full.builders,
        head: {
          ...full.builders.head,
          problems: [
            {
              file: '/home/mira/.docker/buildx/instances/.tmp-workbench',
              reason: 'A file that buildx left over while writing.',
            },
            { file: '/home/mira/.docker/buildx/instances/old', reason: 'It is not JSON: unexpected end of input.' },
          ],
        },
      },
    },
    replies: {
      ...replies,
      'operations.recovered': () =>
        ok({
          notes: [
            {
              operation: 'op-0',
              kind: 'create-builder',
              subject: 'workbench-2',
              sentences: [
                'Its container had been made, but docker did not know of it yet.',
                'The container was removed; nothing of it is left.',
              ],
            },
          ],
        }),
    },
  },
  {
    name: 'builders-many',
    topics: {
      ...full,
      builders: builders(
        workbench,
        ...Array.from({ length: 49 }, (_, index) =>
          builder(`team-${String(index + 1).padStart(2, '0')}-with-a-long-name`),
        ),
        builtIn,
      ),
      usage: {
        head: null,
        items: Object.fromEntries(
          Array.from({ length: 49 }, (_, index) => [
            `engine-1/buildx_buildkit_team-${String(index + 1).padStart(2, '0')}-with-a-long-name0`,
            usage(index / 20, (index / 40) * GB, index + 1),
          ]),
        ),
      },
    },
    replies,
    sizes: [{ width: 960, height: 640 }],
  },
  {
    name: 'builders-engine-lost',
    topics: {
      ...full,
      engines: engines(
        {
          ...engineUp,
          state: {
            kind: 'down',
            triedAt: NOW - 4 * SECOND,
            lastSeen: NOW - 2 * MINUTE,
            failure: {
              code: 'engine-not-running',
              title: 'Docker Engine stopped answering.',
              meaning: 'Builds that ran on it have ended.',
              remedy: 'Start Docker again; Slipway goes on by itself.',
              command: 'sudo systemctl start docker',
              detail: 'connect ECONNREFUSED /var/run/docker.sock',
            },
          },
        },
        armUp,
      ),
    },
    replies,
  },
  {
    name: 'builders-store-failed',
    topics: {
      ...full,
      builders: {
        head: {
          currentContext: 'default',
          loaded: true,
          problems: [],
          failure: {
            code: 'store-broken',
            title: 'The builder store cannot be read.',
            meaning: 'Slipway does not know which builders there are.',
            remedy: 'Give yourself the right to read the folder.',
            command: 'ls -ld ~/.docker/buildx',
            detail: 'EACCES: permission denied, scandir ~/.docker/buildx/instances',
          },
        },
        items: {},
      },
    },
    replies,
  },
  {
    name: 'builders-first',
    topics: { ...full, builders: builders({ ...builtIn, current: true }), builds: builds() },
    replies,
  },
  {
    name: 'toast-done',
    topics: { ...full, operation: { ...full.operation, 'op-stop': ended('done') } },
    replies: { ...replies, 'builders.stop': () => ok({ operation: 'op-stop' }) },
    steps: [
      { do: 'click', role: 'button', name: 'More for ml-images' },
      { do: 'click', role: 'menuitem', name: 'Stop' },
      { do: 'see', text: 'ml-images is stopped' },
    ],
  },
  {
    name: 'toast-failed',
    topics: { ...full, operation: { ...full.operation, 'op-stop': ended('failed') } },
    replies: { ...replies, 'builders.stop': () => ok({ operation: 'op-stop' }) },
    steps: [
      { do: 'click', role: 'button', name: 'More for ml-images' },
      { do: 'click', role: 'menuitem', name: 'Stop' },
      { do: 'see', text: 'did not stop' },
    ],
  },
  { name: 'keys', topics: full, replies, steps: [{ do: 'press', keys: '?' }] },
  { name: 'palette', topics: full, replies, steps: [{ do: 'press', keys: 'Control+k' }] },
  {
    name: 'engine-menu',
    topics: full,
    replies,
    steps: [{ do: 'click', role: 'button', name: 'answers: This computer Engine 29.4.0' }],
  },
];
