import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { until } from '../../src/main/builders/testing/rig.ts';
import { environmentOf } from '../../src/main/engine/index.ts';
import {
  bindContract,
  type IpcPage,
  requestHandlers,
  type TopicSource,
  topicSources,
} from '../../src/main/ipc/index.ts';
import { startServices } from '../../src/main/services.ts';
import type { LogLine, TopicState } from '../../src/shared/contract/index.ts';
import type { FromPage, Received, ToPage } from './page-worker.ts';

/** The app without its window: all services bound by the contract, and a page in a thread of its own. */
export interface LoadApp {
  /** Resolves with the key of the build as soon as it is listed, and lets the page watch it. */
  watch(ref: string): Promise<string>;
  /** Resolves when the build has ended and all of it was read. */
  ended(key: string): Promise<void>;
  log(key: string, step: string, from: number, count: number): Promise<{ lines: readonly LogLine[]; total: number }>;
  /** The topic `build` as main has it. */
  open(key: string): TopicSource<'build'>;
  /** What the page shows, and what it was sent for that: after the end, once it has been told the end too. */
  shown(key: string): Promise<{ readonly state: Partial<TopicState<'build'>>; readonly received: Received }>;
  close(): Promise<void>;
}

/** @param socket where the BuildKit listens that its one builder names */
export async function startLoadApp(socket: string): Promise<LoadApp> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-load-'));
  const buildxConfig = join(folder, 'buildx');
  await writeBuilder(buildxConfig, 'load', socket);
  const services = await startServices({
    environment: environmentOf({
      env: { BUILDX_CONFIG: buildxConfig, DOCKER_CONFIG: folder, DOCKER_HOST: `unix://${join(folder, 'no-engine')}` },
      home: folder,
      platform: process.platform,
    }),
    userData: join(folder, 'data'),
    desktop: { copy: () => {}, pickFolder: async () => '', answerQuit: () => {} },
    versions: { version: '0', electron: '0' },
  });
  const page = startPage();
  const handlers = new Map<string, (page: IpcPage, payload: unknown) => Promise<unknown>>();
  const unbind = bindContract({
    transport: {
      handle(channel, handler) {
        handlers.set(channel, handler);
        return () => handlers.delete(channel);
      },
    },
    handlers: requestHandlers(services),
    topics: topicSources(services),
    report: (name, error) => console.error(name, error),
  });
  page.onCall((channel, payload) => handlers.get(channel)?.(page.page, payload) ?? Promise.reject(new Error(channel)));
  const { builds } = services;
  return {
    async watch(ref) {
      const { items } = await until<'builds'>(builds.list, ({ items }) =>
        Object.values(items).some((summary) => summary.ref === ref),
      );
      const key = Object.values(items).find((summary) => summary.ref === ref)?.key ?? '';
      page.say({ kind: 'watch', build: key });
      return key;
    },
    async ended(key) {
      // The list is small: asking it at each change costs what is measured nothing.
      await until<'builds'>(builds.list, ({ items }) => items[key]?.status !== 'running');
      await until<'build'>(builds.open(key), ({ head }) => head.summary.status !== 'running' && !head.reading);
    },
    log: (key, step, from, count) => builds.log(key, step, from, count),
    open: (key) => builds.open(key),
    async shown(key) {
      const over = (head: TopicState<'build'>['head'] | undefined) =>
        head !== undefined && head.summary.status !== 'running' && !head.reading;
      const ended = over(builds.open(key).state().head);
      for (;;) {
        const shown = await page.show(key);
        // The page takes one message at a time, and the last of main may not be among those that it took.
        if (!ended || over(shown.state.head)) return shown;
      }
    },
    async close() {
      unbind();
      await page.close();
      await services.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** As `docker buildx create --driver remote unix://…` writes it. */
export async function writeBuilder(buildxConfig: string, name: string, socket: string): Promise<void> {
  await mkdir(join(buildxConfig, 'instances'), { recursive: true });
  const node = { Name: `${name}0`, Endpoint: `unix://${socket}`, Platforms: null, DriverOpts: null, Flags: null };
  const instance = { Name: name, Driver: 'remote', Nodes: [{ ...node, Files: null }], Dynamic: false };
  await writeFile(join(buildxConfig, 'instances', name), JSON.stringify(instance));
}

function startPage() {
  const worker = new Worker(new URL('./page-worker.ts', import.meta.url));
  const say = (message: ToPage) => worker.postMessage(message);
  let handle: (channel: string, payload: unknown) => Promise<unknown> = () => Promise.reject(new Error('not bound'));
  let shown: (message: FromPage & { kind: 'shown' }) => void = () => {};
  worker.on('error', (error) => console.error(error));
  worker.on('message', (message: FromPage) => {
    if (message.kind === 'shown') return shown(message);
    void handle(message.channel, message.payload).then((reply) =>
      say({ kind: 'reply', id: message.id, reply: reply as never }),
    );
  });
  const page: IpcPage = {
    id: 1,
    url: 'app://slipway/index.html',
    isMainFrame: true,
    send: (_channel, payload) => say({ kind: 'topics', payload: payload as never }),
    onGone: () => {},
  };
  return {
    page,
    say,
    onCall(next: typeof handle) {
      handle = next;
    },
    show(build: string) {
      return new Promise<FromPage & { kind: 'shown' }>((resolve) => {
        shown = resolve;
        say({ kind: 'show', build });
      });
    },
    async close() {
      await worker.terminate();
    },
  };
}
