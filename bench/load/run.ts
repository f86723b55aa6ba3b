import { loadavg } from 'node:os';
import { isDeepStrictEqual, stripVTControlCharacters } from 'node:util';
import { type LoadApp, startLoadApp } from './app.ts';
import type { Streamed } from './daemon.ts';
import { startDaemonProcess } from './daemon-process.ts';
import { expectedLines, expectedView } from './expected.ts';
import type { Received } from './page-worker.ts';
import type { LoadPlan } from './plan.ts';
import { type Stall, watchStall } from './stall.ts';

export interface LoadResult {
  readonly streamed: Streamed;
  readonly stall: Stall;
  /** Seconds from the end of the stream until all of the build was there. */
  readonly caughtUp: number;
  readonly received: Received;
  /** MiB: of the process with all its threads, and the heap of its main thread. */
  readonly memory: { readonly before: Memory; readonly most: Memory; readonly after: Memory };
  readonly lines: number;
  readonly steps: number;
  /** Load of the machine in the last minute, before and after. */
  readonly machine: readonly [number, number];
  /** What was lost or is not as it should be; empty when all is well. */
  readonly wrong: readonly string[];
}

interface Memory {
  readonly rss: number;
  readonly heap: number;
}

const REF = 'load';
const WINDOW = 2000;

/**
 * One run of the whole way: BuildKit's protocol, control client, worker, reducer, spool, topics and page.
 *
 * @param pace events a second that are sent; as fast as they are taken where it is 0
 */
export async function loadRun(size: Omit<LoadPlan, 'startedAt'>, pace: number = size.rate): Promise<LoadResult> {
  const machine = loadavg()[0] ?? 0;
  const daemon = await startDaemonProcess();
  let app: LoadApp | undefined;
  try {
    app = await startLoadApp(daemon.socket);
    const before = memoryNow();
    let most = before;
    const plan: LoadPlan = { ...size, startedAt: Date.now() * 1000 };
    daemon.begin(REF, plan, pace);
    const key = await app.watch(REF);
    const stall = watchStall();
    const sampling = setInterval(() => {
      const { rss, heap } = memoryNow();
      most = { rss: Math.max(rss, most.rss), heap: Math.max(heap, most.heap) };
    }, 500);
    const streamed = await daemon.streamed;
    const over = performance.now();
    await app.ended(key);
    const caughtUp = (performance.now() - over) / 1000;
    clearInterval(sampling);
    const stalled = stall.end();
    const after = memoryNow();
    const { state, received } = await app.shown(key);
    const wrong = await compare(app, key, plan, state);
    return {
      streamed,
      stall: stalled,
      caughtUp,
      received,
      memory: { before, most, after },
      lines: state.head?.logLines ?? 0,
      steps: Object.keys(state.items ?? {}).length,
      machine: [machine, loadavg()[0] ?? 0],
      wrong,
    };
  } finally {
    await app?.close();
    await daemon.close();
  }
}

function memoryNow(): Memory {
  const { rss, heapUsed } = process.memoryUsage();
  return { rss: Math.round(rss / 2 ** 20), heap: Math.round(heapUsed / 2 ** 20) };
}

type Shown = Awaited<ReturnType<LoadApp['shown']>>['state'];

/** Compares what the page shows with what the reducer alone makes of the stream, and every line with what was printed. */
async function compare(app: LoadApp, key: string, plan: LoadPlan, shown: Shown): Promise<readonly string[]> {
  const wrong: string[] = [];
  const view = expectedView(plan);
  const items = shown.items ?? {};
  for (const step of view.steps) {
    const { index, logLines: _lines, logVersion: _version, ...rest } = items[step.id] ?? { index: -1 };
    if (!isDeepStrictEqual(rest, step)) wrong.push(`step ${index} ${step.name} differs`);
  }
  if (Object.keys(items).length !== view.steps.length) wrong.push('there are other steps');
  if (!isDeepStrictEqual(shown.head?.stages, view.stages)) wrong.push('the stages differ');
  if (!isDeepStrictEqual(shown.head?.warnings, view.warnings)) wrong.push('the warnings differ');
  if (!isDeepStrictEqual(app.open(key).state().items, items)) wrong.push('main and page differ');

  let all = 0;
  for (const { vertex, lines } of expectedLines(plan)) {
    all += lines.length;
    if (items[vertex]?.logLines !== lines.length)
      wrong.push(`${items[vertex]?.name} has ${items[vertex]?.logLines} lines`);
    const read = await app.log(key, vertex, 0, lines.length + 1);
    const texts = read.lines.map(({ text }) => stripVTControlCharacters(text));
    if (!isDeepStrictEqual(texts, lines)) wrong.push(`the lines of ${items[vertex]?.name} differ`);
  }
  if (shown.head?.logLines !== all) wrong.push(`${shown.head?.logLines} lines instead of ${all}`);
  const found = new Map<string, number>();
  for (let from = 0; from < all; from += WINDOW) {
    const { lines } = await app.log(key, '', from, WINDOW);
    for (const { step } of lines) found.set(step, (found.get(step) ?? 0) + 1);
  }
  for (const [step, count] of found) {
    if (items[step]?.logLines !== count) wrong.push(`the whole log has ${count} lines of ${items[step]?.name}`);
  }
  return wrong.slice(0, 20);
}
