import { instructionText } from '../../../src/shared/build/instruction-text.ts';
import type { BuildStage, StepStatus } from '../../../src/shared/build/view.ts';
import type { BuildHead, BuildSummary, LogLine, StepItem, TopicState } from '../../../src/shared/contract/index.ts';
import { ok } from '../state.ts';
import { NOW, SECOND } from './samples.ts';

/** A step in short: keyword, text, status, seconds it took, and what it needs. */
type Row = readonly [keyword: string, text: string, status: StepStatus, seconds: number, ...needs: readonly string[]];
type Plan = Readonly<Record<string, readonly Row[]>>;

/** Ids are `stage.n`, counted from 1. A row needs the one above it unless it is a FROM or of no instruction. */
export function graphOf(plan: Plan, startedAt: number) {
  const items: Record<string, StepItem> = {};
  const stages: BuildStage[] = [];
  for (const [name, rows] of Object.entries(plan)) {
    const kind = name === 'Prepare' ? 'prepare' : name === 'Result' ? 'result' : 'stage';
    const stage = kind === 'stage' ? name : kind;
    stages.push({ id: stage, kind, name, steps: rows.map((_, row) => `${stage}.${row + 1}`) });
    for (const [row, [keyword, text, status, seconds, ...needs]] of rows.entries()) {
      const id = `${stage}.${row + 1}`;
      const before = kind === 'stage' && row > 0 ? [`${stage}.${row}`] : [];
      const begun = status !== 'waiting' && status !== 'cancelled';
      const index = Object.keys(items).length;
      const started = startedAt + index * 300_000;
      items[id] = {
        id,
        name: kind === 'stage' ? `[${name} ${row + 1}/${rows.length}] ${keyword} ${text}` : `[internal] ${text}`,
        stage,
        keyword,
        text: keyword === '' ? text : instructionText(keyword, text),
        ...(kind === 'stage' ? { position: { index: row + 1, of: rows.length } } : {}),
        status,
        ...(begun ? { started } : {}),
        ...(begun && status !== 'running' ? { completed: started + seconds * SECOND } : {}),
        duration: status === 'running' ? 0 : seconds * SECOND,
        ...(status === 'running' ? { runningSince: NOW - seconds * SECOND } : {}),
        inputs: [...before, ...needs],
        transfers: [],
        warnings: 0,
        index,
        logLines: keyword === 'RUN' && begun && status !== 'cached' ? 35 : 0,
        logVersion: 1,
      };
    }
  }
  return { items, stages };
}

export function countsOf(items: Readonly<Record<string, StepItem>>): BuildSummary['counts'] {
  const all = Object.values(items);
  const count = (status: StepStatus) => all.filter((step) => step.status === status).length;
  return {
    total: all.length,
    ended: count('done') + count('cached') + count('failed'),
    cached: count('cached'),
    running: count('running'),
    failed: count('failed'),
  };
}

type Phase = 'live' | 'failed' | 'done' | 'cancelled';

/** The build of the pictures: a shop with a gateway, in four moments of its life. */
export function storefront(phase: Phase): Plan {
  const live = phase === 'live';
  const late: StepStatus = phase === 'done' ? 'done' : live ? 'waiting' : 'cancelled';
  const last: StepStatus = phase === 'live' ? 'running' : phase === 'cancelled' ? 'cancelled' : 'done';
  return {
    Prepare: [
      ['', 'Read Dockerfile', 'done', 0.3],
      ['', 'Send project files', 'done', 0.9],
    ],
    base: [
      ['FROM', 'docker.io/library/node:24-bookworm-slim@sha256:8bd9', 'cached', 0],
      ['WORKDIR', '/app', 'cached', 0],
      ['RUN', 'corepack enable', 'cached', 0],
    ],
    gateway: [
      ['FROM', 'docker.io/library/golang:1.26@sha256:99aa', 'done', 11],
      ['WORKDIR', '/src', 'done', 0.1],
      ['COPY', 'go.mod go.sum ./', 'done', 0.1, 'prepare.2'],
      ['RUN', 'go mod download', 'done', 25],
      ['COPY', 'gateway .', 'done', 0.2, 'prepare.2'],
      ['RUN', 'go build ./cmd/gateway -o /out/gateway', last, 46],
    ],
    deps: [
      ['COPY', 'package.json pnpm-lock.yaml ./', 'cached', 0, 'base.3', 'prepare.2'],
      ['RUN', '--mount=type=cache,target=/pnpm pnpm install', 'cached', 0],
    ],
    assets: [
      ['COPY', 'design-tokens ./tokens', 'cached', 0, 'base.3', 'prepare.2'],
      ['COPY', 'assets ./assets', 'done', 0.3, 'prepare.2'],
      ['RUN', 'node compile.mjs', 'done', 9.2],
    ],
    build: [
      ['COPY', '. .', 'done', 0.8, 'deps.2', 'prepare.2'],
      ['RUN', 'pnpm run typecheck', 'done', 44],
      ['COPY', '--from=assets /app/dist/assets ./public', 'done', 0.4, 'assets.3'],
      [
        'RUN',
        'pnpm run build',
        live ? 'running' : phase === 'failed' ? 'failed' : phase === 'cancelled' ? 'cancelled' : 'done',
        live ? 38 : 21,
      ],
      ['RUN', 'pnpm prune --prod', late, phase === 'done' ? 3.2 : 0],
    ],
    release: [
      ['FROM', 'gcr.io/distroless/nodejs24:latest', phase === 'live' ? 'running' : 'done', phase === 'live' ? 24 : 26],
      ['WORKDIR', '/app', late, phase === 'done' ? 0.1 : 0],
      ['COPY', '--from=build /app/dist ./dist', late, phase === 'done' ? 0.6 : 0, 'build.5'],
      ['COPY', '--from=gateway /out/gateway /usr/bin/gateway', late, phase === 'done' ? 0.2 : 0, 'gateway.6'],
    ],
    Result: [['', 'Load into this computer', late, phase === 'done' ? 2.4 : 0]],
  };
}

export const KEY = 'engine-1/buildx_buildkit_workbench0#ref-storefront';

/** The topic of a build, from its plan. */
export function buildTopic(
  plan: Plan,
  summary: Partial<BuildSummary> = {},
  head: Partial<BuildHead> = {},
  change: (items: Record<string, StepItem>) => void = () => undefined,
): TopicState<'build'> {
  const startedAt = summary.startedAt ?? NOW - 84 * SECOND;
  const { items, stages } = graphOf(plan, startedAt);
  change(items);
  return {
    head: {
      summary: {
        key: KEY,
        ref: 'ref-storefront',
        builder: 'workbench',
        node: 'workbench0',
        name: 'storefront',
        target: 'release',
        platforms: ['linux/amd64'],
        status: 'running',
        startedAt,
        origin: 'slipway',
        counts: countsOf(items),
        contextPath: '/home/mira/code/storefront',
        ...summary,
      },
      stages,
      warnings: [],
      clockOffset: 0,
      logLines: 148,
      logVersion: 1,
      reading: false,
      cancellable: true,
      request: {
        context: '/home/mira/code/storefront',
        dockerfile: '/home/mira/code/storefront/Dockerfile',
        target: 'release',
        tags: ['storefront:dev'],
        platforms: [],
        outputs: [{ kind: 'load' }],
        args: ['VERSION'],
        secrets: [],
        noCache: false,
        pull: false,
        cliTwin:
          'docker buildx build --builder workbench --target release -t storefront:dev --build-arg VERSION=4.8.0 --load /home/mira/code/storefront',
      },
      ...head,
    },
    items,
  };
}

const E = '\u001b';
const OUTPUT = [
  '> storefront@4.8.0 build /app',
  '> vite build && node scripts/prerender.mjs',
  '',
  `${E}[36mBrowserslist:${E}[39m 214 browsers`,
  `${E}[1mvite v8.3.8${E}[22m ${E}[32mbuilding for production...${E}[39m`,
  'transforming...',
  `${E}[32m✓${E}[39m 3412 modules transformed.`,
  'rendering chunks...',
  'computing gzip size...',
  `${E}[2mdist/${E}[22m${E}[36mindex.html${E}[39m               2.14 kB`,
  `${E}[2mdist/assets/${E}[22m${E}[35mindex-B3xk.css${E}[39m   48.71 kB`,
  `${E}[2mdist/assets/${E}[22m${E}[36mcart-9fQa.js${E}[39m     31.06 kB`,
  `${E}[2mdist/assets/${E}[22m${E}[36msearch-Zp1.js${E}[39m    77.40 kB`,
  `${E}[2mdist/assets/${E}[22m${E}[36mvendor-D07.js${E}[39m   ${E}[33m612.88 kB${E}[39m`,
  '(!) Some chunks are larger than 500 kB after minification',
  `${E}[32m✓ built in 20.31s${E}[39m`,
  '',
  `${E}[1m[prerender]${E}[22m 84 pages found`,
  ...['/', '/about', '/account', '/account/orders', '/cart', '/catalogue', '/catalogue/chairs', '/catalogue/desks'].map(
    (path, index) => `[prerender] ${String(index * 4 + 3).padStart(2)}/84 ${path}`,
  ),
  ...Array.from({ length: 9 }, (_, index) => `[prerender] ${35 + index * 4}/84 /help/page-${index}`),
];

/** Lines of a log of any length, made when they are asked for. */
export function linesOf(
  steps: readonly string[],
  total: number,
  startedAt = NOW - 84 * SECOND,
  text?: (index: number) => string,
) {
  return ({ from, count, step }: { readonly from: number; readonly count: number; readonly step: string }) => {
    const lines = Array.from({ length: Math.max(0, Math.min(count, total - from)) }, (_, offset): LogLine => {
      const index = from + offset;
      return {
        index,
        step: step === '' ? (steps[Math.floor(index / 7) % steps.length] ?? '') : step,
        stream: 1,
        time: startedAt + Math.min(index * 0.6, 80) * SECOND,
        text: text?.(index) ?? OUTPUT[index % OUTPUT.length] ?? '',
      };
    });
    return ok({ lines, total });
  };
}
