import type { BuildHead, BuildSummary, StepItem } from '../../../src/shared/contract/index.ts';
import { type HarnessState, ok, type Step } from '../state.ts';
import { buildTopic, KEY, linesOf, storefront } from './build-samples.ts';
import {
  build,
  builder,
  builders,
  builds,
  builtIn,
  DAY,
  engines,
  engineUp,
  HOUR,
  MINUTE,
  NOW,
  nodeOf,
  SECOND,
  unreachable,
} from './samples.ts';

const workbench = builder('workbench', { current: true, currentFor: ['default'] });
const base = { engines: engines(engineUp), builders: builders(workbench, builtIn) } as const;
/** The same, since its Engine went. */
const unheard = {
  engines: engines({
    ...engineUp,
    state: { kind: 'down', failure: unreachable, triedAt: NOW - 4 * SECOND, lastSeen: NOW - 20 * SECOND },
  }),
  builders: builders(
    {
      ...workbench,
      status: 'error',
      nodes: [nodeOf('workbench0', { status: 'error', staleSince: NOW - 20 * SECOND })],
    },
    builtIn,
  ),
} as const;
const replies = {
  'operations.recovered': () => ok({ notes: [] }),
  'builds.log': linesOf(['deps.2', 'gateway.6', 'build.4', 'build.2'], 148),
  'builds.log-text': () => ok({ text: 'a log', cut: false }),
  'app.copy': () => ok(null),
} as const;
const toBuilds: readonly Step[] = [{ do: 'command', command: { kind: 'show', page: 'builds' } }];
const toBuild: readonly Step[] = [{ do: 'command', command: { kind: 'open-build', key: KEY } }];
const small = [
  { width: 960, height: 640 },
  { width: 1440, height: 900, zoom: 2 },
] as const;

const midnight = new Date(NOW / 1000).setHours(0, 0, 0, 0) * 1000;
const past = (name: string, part: Partial<BuildSummary>): BuildSummary =>
  build(`${name}-${part.startedAt}`, {
    name,
    status: 'done',
    counts: { total: 26, ended: 26, cached: 11, running: 0, failed: 0 },
    ...(part.startedAt === undefined ? {} : { completedAt: part.startedAt + 118 * SECOND }),
    ...part,
  });
const today = (minutes: number) => Math.max(midnight + minutes * SECOND, NOW - (400 - minutes) * MINUTE);

const list = builds(
  build('storefront', { key: KEY, target: 'release', result: 'storefront:dev' }),
  build('price-service', {
    origin: 'elsewhere',
    startedAt: NOW - 31 * SECOND,
    counts: { total: 14, ended: 8, cached: 2, running: 1, failed: 0 },
    result: 'ghcr.io/acme/price',
  }),
  past('storefront', {
    target: 'release',
    startedAt: today(350),
    completedAt: today(350) + 68 * SECOND,
    status: 'failed',
    errorHeadline: 'pnpm run build stopped with exit code 1.',
    counts: { total: 26, ended: 21, cached: 6, running: 0, failed: 1 },
  }),
  past('price-service', {
    origin: 'elsewhere',
    startedAt: today(300),
    completedAt: today(300) + 22 * SECOND,
    counts: { total: 14, ended: 14, cached: 13, running: 0, failed: 0 },
    result: 'ghcr.io/acme/price:dev',
    contextPath: '/home/mira/code/price-service',
  }),
  past('docs-site', {
    origin: 'elsewhere',
    startedAt: today(250),
    completedAt: today(250) + 4 * SECOND,
    counts: { total: 9, ended: 9, cached: 9, running: 0, failed: 0 },
    result: 'docs-site:latest',
  }),
  past('storefront', {
    target: 'release',
    startedAt: today(200),
    completedAt: today(200) + 14 * SECOND,
    status: 'cancelled',
    counts: { total: 26, ended: 9, cached: 5, running: 0, failed: 0 },
  }),
  past('storefront', { target: 'release', startedAt: midnight - 3 * HOUR, result: 'storefront:dev' }),
  past('ml-images', {
    target: 'train',
    builder: 'ml-images',
    origin: 'elsewhere',
    platforms: ['linux/amd64', 'linux/arm64'],
    startedAt: midnight - 5 * HOUR,
    completedAt: midnight - 5 * HOUR + 668 * SECOND,
    counts: { total: 48, ended: 48, cached: 18, running: 0, failed: 0 },
  }),
  ...Array.from({ length: 3000 }, (_, index) => {
    const startedAt = midnight - 2 * DAY - index * 3 * HOUR;
    return past(['storefront', 'price-service', 'docs-site'][index % 3] ?? '', { startedAt, result: 'storefront:dev' });
  }),
);

const live = buildTopic(storefront('live'), {}, { warnings: [warning()] }, (items) => {
  move(items, 'prepare.2', 14_200_000, 14_200_000);
  move(items, 'release.1', 52_000_000, 59_000_000);
  warn(items, 'build.4');
});
const failed = buildTopic(
  storefront('failed'),
  { status: 'failed', completedAt: NOW - 16 * SECOND, errorHeadline: 'pnpm run build stopped with exit code 1.' },
  {
    cancellable: false,
    failure: {
      step: 'build.4',
      exitCode: 1,
      failure: {
        code: 'build-failed',
        title: 'pnpm run build stopped with exit code 1.',
        detail: 'process "/bin/sh -c pnpm run build" did not complete successfully: exit code: 1',
      },
      source: {
        file: 'Dockerfile',
        firstLine: 18,
        lines: [
          'COPY . .',
          'RUN pnpm run typecheck',
          'COPY --from=assets /app/dist/assets ./public',
          'RUN pnpm run build',
          '# the server needs no dev tools',
          'RUN pnpm prune --prod',
        ],
        ranges: [{ startLine: 21, startCharacter: 0, endLine: 21, endCharacter: 18 }],
      },
    },
  },
);
const done = (outcome: BuildHead['outcome']) =>
  buildTopic(
    storefront('done'),
    { status: 'done', completedAt: NOW - 12 * SECOND, result: 'storefront:dev' },
    { cancellable: false, ...(outcome === undefined ? {} : { outcome }) },
  );
const image = {
  kind: 'image-loaded',
  image: 'storefront:dev',
  tags: ['storefront:dev'],
  digest: 'sha256:4f2c9ab01d3e7718f0f53f1a8c7a4a3d6b1a08e5d0f8d6f1f7e2c9b4a1d0e3f2',
  size: 182_400_000,
  engine: 'default',
} as const;
const ran = {
  head: {
    id: 'op-run',
    kind: 'run-image',
    subject: 'storefront:dev',
    status: 'done',
    startedAt: NOW - 3 * SECOND,
    endedAt: NOW,
    leftovers: [],
    exitCode: 0,
    output: [
      { stream: 1, text: 'storefront 4.8.0' },
      { stream: 1, text: 'listening on http://0.0.0.0:8080' },
      { stream: 2, text: 'no PRICE_SERVICE set, using built-in prices' },
      { stream: 1, text: 'self test passed' },
    ],
  },
  items: {},
} as const;

export const states: readonly HarnessState[] = [
  { name: 'builds-full', topics: { ...base, builds: list }, replies, steps: toBuilds, sizes: small },
  {
    name: 'builds-failed-only',
    topics: { ...base, builds: list },
    replies,
    steps: [...toBuilds, { do: 'click', role: 'button', name: 'Failed 1' }],
  },
  { name: 'builds-empty', topics: { ...base, builds: builds() }, replies, steps: toBuilds },
  { name: 'builds-loading', topics: base, replies, steps: toBuilds },
  {
    name: 'builds-unreadable',
    topics: {
      ...base,
      builds: { ...list, head: { loaded: true, failures: [{ builder: 'lab', failure: unreachable }] } },
    },
    replies,
    steps: toBuilds,
  },
  {
    name: 'build-live',
    topics: { ...base, builds: list, build: { [KEY]: live } },
    replies,
    steps: toBuild,
    sizes: small,
  },
  {
    name: 'build-live-step',
    topics: { ...base, builds: list, build: { [KEY]: live } },
    replies: {
      ...replies,
      'builds.log': (asked: Parameters<ReturnType<typeof linesOf>>[0]) =>
        asked.step === '' ? replies['builds.log'](asked) : linesOf(['build.4'], 35)(asked),
    },
    steps: [...toBuild, { do: 'press', keys: 'e' }, { do: 'click', role: 'button', name: stepName('build.4') }],
  },
  {
    name: 'build-live-details',
    topics: { ...base, builds: list, build: { [KEY]: live } },
    replies,
    steps: [
      ...toBuild,
      { do: 'click', role: 'button', name: stepName('release.1') },
      { do: 'click', role: 'tab', name: 'Details' },
    ],
  },
  {
    name: 'build-live-list',
    topics: { ...base, builds: list, build: { [KEY]: live } },
    replies,
    steps: [...toBuild, { do: 'click', role: 'button', name: 'List' }],
  },
  {
    name: 'build-cancel',
    topics: { ...base, builds: list, build: { [KEY]: live } },
    replies,
    steps: [...toBuild, { do: 'press', keys: '.' }],
  },
  {
    name: 'build-failed',
    topics: { ...base, builds: list, build: { [KEY]: failed } },
    replies: { ...replies, 'builds.log': linesOf(['build.4'], 35) },
    steps: toBuild,
    sizes: small,
  },
  {
    name: 'build-failed-graph',
    topics: { ...base, builds: list, build: { [KEY]: failed } },
    replies,
    steps: [...toBuild, { do: 'click', role: 'tab', name: 'Graph' }],
  },
  { name: 'build-done', topics: { ...base, builds: list, build: { [KEY]: done(image) } }, replies, steps: toBuild },
  {
    name: 'build-run',
    topics: { ...base, builds: list, build: { [KEY]: done(image) }, operation: { 'op-run': ran } },
    replies: { ...replies, 'images.run': () => ok({ operation: 'op-run' }) },
    steps: [...toBuild, { do: 'click', role: 'button', name: 'Run with Docker' }],
    sizes: small,
  },
  {
    name: 'build-running-image',
    topics: {
      ...base,
      builds: list,
      build: { [KEY]: done(image) },
      operation: { 'op-run': { ...ran, head: { ...ran.head, status: 'running' } } },
    },
    replies: { ...replies, 'images.run': () => ok({ operation: 'op-run' }) },
    steps: [...toBuild, { do: 'click', role: 'button', name: 'Run with Docker' }, { do: 'see', text: 'Stop' }],
  },
  {
    name: 'build-again',
    topics: { ...base, builds: list, build: { [KEY]: done(image) } },
    replies: {
      ...replies,
      'projects.inspect': () =>
        ok({
          context: '/home/mira/code/storefront',
          dockerfile: '/home/mira/code/storefront/Dockerfile',
          dockerfiles: ['/home/mira/code/storefront/Dockerfile'],
          stages: [{ name: 'release', index: 0, line: 1, base: 'scratch' }],
          args: [
            { name: 'VERSION', defaultValue: '1.0' },
            { name: 'CHANNEL', defaultValue: 'stable' },
            { name: 'REGION', defaultValue: 'eu' },
          ],
          suggestedTag: 'storefront:dev',
        }),
    },
    steps: [
      ...toBuild,
      { do: 'press', keys: 'r' },
      { do: 'see', text: 'Its value was not kept' },
      { do: 'click', role: 'button', name: 'Add' },
      { do: 'click', role: 'button', name: 'Add' },
      { do: 'fill', label: 'Value of argument 3', text: 'us' },
      { do: 'fill', label: 'Value of argument 3', text: '' },
      { do: 'press', keys: 'Control+Enter' },
      { do: 'see', text: 'Write it again' },
    ],
  },
  {
    name: 'build-exported',
    topics: {
      ...base,
      builds: list,
      build: {
        [KEY]: done({
          kind: 'exported',
          tags: ['registry.example.com/shop/storefront:4.7.2'],
          outputs: [
            {
              kind: 'push',
              reference: 'registry.example.com/shop/storefront:4.7.2',
              digest: 'sha256:4f2c9ab01d3e5b6c7a8d9e0f1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b',
            },
            { kind: 'oci-archive', path: '/home/mira/storefront.tar', size: 61_234_567 },
            { kind: 'folder', path: '/home/mira/out' },
          ],
        }),
      },
    },
    replies,
    steps: toBuild,
  },
  {
    name: 'build-cache-only',
    topics: { ...base, builds: list, build: { [KEY]: done({ kind: 'cache-only', tags: [] }) } },
    replies,
    steps: toBuild,
  },
  {
    name: 'build-cancelled',
    topics: {
      ...base,
      builds: list,
      build: {
        [KEY]: buildTopic(
          storefront('cancelled'),
          { status: 'cancelled', completedAt: NOW - 20 * SECOND },
          { cancellable: false },
        ),
      },
    },
    replies,
    steps: toBuild,
  },
  { name: 'build-loading', topics: { ...base, builds: list }, replies, steps: toBuild },
  {
    name: 'build-beginning',
    topics: { ...base, builds: list, build: { [KEY]: buildTopic({}, { startedAt: NOW }, { logLines: 0 }) } },
    replies,
    steps: toBuild,
  },
  { name: 'build-big', topics: { ...base, builds: list, build: { [KEY]: big(180, 6) } }, replies, steps: toBuild },
  {
    name: 'build-big-failed',
    topics: { ...base, builds: list, build: { [KEY]: big(800, 6, 'failed') } },
    replies,
    steps: [...toBuild, { do: 'see', text: 'Where it stopped' }],
  },
  {
    name: 'build-unheard',
    topics: { ...unheard, builds: list, build: { [KEY]: live } },
    replies,
    steps: [...toBuild, { do: 'see', text: 'does not answer' }],
  },
  { name: 'builds-unheard', topics: { ...unheard, builds: list }, replies, steps: toBuilds },
  { name: 'builders-unheard', topics: { ...unheard, builds: list }, replies },
  {
    name: 'builder-unheard',
    topics: { ...unheard, builds: list },
    replies,
    steps: [{ do: 'click', role: 'button', name: 'workbench' }],
  },
  {
    name: 'build-big-whole',
    topics: { ...base, builds: list, build: { [KEY]: big(840, 6) } },
    replies,
    steps: [...toBuild, { do: 'click', role: 'button', name: 'Show all' }],
  },
  {
    name: 'build-huge-log',
    topics: { ...base, builds: list, build: { [KEY]: { ...live, head: { ...live.head, logLines: 1_000_000 } } } },
    replies: {
      ...replies,
      'builds.log': linesOf(['build.4'], 1_000_000, undefined, (index) => `line ${index + 1} of a million`),
    },
    steps: toBuild,
  },
];

/** A build of many stages: each needs one or two of those before it. */
function big(stages: number, rows: number, end?: 'failed') {
  const plan: Record<string, [string, string, StepItem['status'], number, ...string[]][]> = {
    Prepare: [
      ['', 'Read Dockerfile', 'done', 0.3],
      ['', 'Send project files', 'done', 3],
    ],
  };
  for (let stage = 0; stage < stages; stage += 1) {
    const name = `package-${stage}`;
    const late = end === 'failed' ? 'cancelled' : 'waiting';
    const status = stage < stages * 0.6 ? 'done' : stage < stages * 0.64 ? 'running' : late;
    const needs =
      stage < 12 ? ['prepare.2'] : [`package-${Math.floor(stage / 2)}.${rows}`, `package-${stage - 12}.${rows}`];
    plan[name] = Array.from({ length: rows }, (_, row) => [
      row === 0 ? 'COPY' : 'RUN',
      row === 0 ? `packages/${stage} .` : `make target-${row}`,
      status !== 'running' ? status : row > 1 ? late : row === 0 ? 'done' : (end ?? 'running'),
      2 + row,
      ...(row === 0 ? needs : []),
    ]);
  }
  if (end === undefined) return buildTopic(plan, { name: 'monorepo' }, { logLines: 148 });
  const step = `package-${Math.ceil(stages * 0.6)}.2`;
  const { failure } = failed.head;
  return buildTopic(
    plan,
    { name: 'monorepo', status: 'failed', completedAt: NOW - 16 * SECOND },
    { logLines: 148, cancellable: false, ...(failure === undefined ? {} : { failure: { ...failure, step } }) },
  );
}

function move(items: Record<string, StepItem>, id: string, current: number, total: number): void {
  const step = items[id];
  if (step === undefined) return;
  const over = current === total ? { completed: NOW } : {};
  items[id] = { ...step, transfers: [{ id: 'sha256:5f3c0a9e11', action: 'downloading', current, total, ...over }] };
}

function warn(items: Record<string, StepItem>, id: string): void {
  const step = items[id];
  if (step !== undefined) items[id] = { ...step, warnings: 1 };
}

function warning(): BuildHead['warnings'][number] {
  return {
    step: 'build.4',
    short: 'SecretsUsedInArgOrEnv: Do not use ARG or ENV instructions for sensitive data (ENV "NPM_TOKEN")',
    detail: ['Sensitive data should not be used in the ARG or ENV commands'],
    url: 'https://docs.docker.com/go/dockerfile/rule/secrets-used-in-arg-or-env/',
    file: 'Dockerfile',
    ranges: [{ startLine: 14, startCharacter: 0, endLine: 14, endCharacter: 20 }],
  };
}

/** How a step of the live build is called by a screen reader. */
function stepName(id: string): string {
  const names: Readonly<Record<string, string>> = {
    'build.4': 'Step 4 of 5, RUN pnpm run build , running, 1 warning',
    'release.1': 'Step 1 of 4, FROM nodejs24:latest , running',
  };
  return names[id] ?? id;
}
