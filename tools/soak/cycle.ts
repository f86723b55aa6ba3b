import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type Build, type CreateBuilder, PLAIN_BUILD } from '../../src/shared/actions/index.ts';
import type { BuildSummary, OperationHead, TopicState } from '../../src/shared/contract/index.ts';
import type { Testbed } from '../testbed/testbed.ts';
import type { SoakPage } from './page.ts';

/** What every part of a cycle works with. */
export interface Soak {
  readonly bed: Testbed;
  readonly page: SoakPage;
  readonly folder: string;
  /** The CLI's variables for the store that Slipway shares. */
  readonly env: Readonly<Record<string, string>>;
  /** The builder that is there all the time. */
  readonly builder: string;
  /** Ends the Engine's daemon and starts it again. */
  restartEngine(how: 'stop' | 'crash'): Promise<void>;
}

/** A part of a cycle: something that a person or the world does, and what must be true afterwards. */
export type Part = (soak: Soak, cycle: number) => Promise<void>;

const GATE = 7119;
/** A command that waits to be let go. */
const HOLD = `until nc -l -p ${GATE} -e true; do sleep 0.1; done`;
/** One that is never let go. It listens nowhere: a step that is cancelled lives on for a moment, and would take what is meant for the next. */
const FOREVER = 'sleep infinity';
const WORDS = 2000;

/** The parts of each cycle in their order, by name. */
export const PARTS: Readonly<Record<string, Part>> = {
  'a build that succeeds': async (soak) => {
    const text = `FROM busybox AS a\nRUN echo ${marker()}; seq ${WORDS}\nFROM busybox\nCOPY --from=a /bin/sh /s\nCOPY . /c\n`;
    const { head } = await build(soak, text);
    expectStatus(head.summary, 'done');
    await soak.page.ask('builds.log-text', { key: head.summary.key, step: '' });
  },
  'a build that fails': async (soak) => {
    const { head } = await build(soak, `FROM busybox\nRUN echo ${marker()}; exit 3\n`);
    expectStatus(head.summary, 'failed');
  },
  'a build that cannot start': async (soak) => {
    const begun = soak.page.ask('builds.start', action(soak.builder, join(soak.folder, 'not-there')));
    if ((await begun.catch(() => undefined)) !== undefined) throw new Error('A build of nothing was started.');
  },
  'a build that is cancelled': async (soak) => {
    const key = await begin(soak, `FROM busybox\nRUN echo ${marker()}; ${FOREVER}\n`);
    await soak.page.until('build', key, holds);
    await soak.page.ask('builds.cancel', { key });
    expectStatus((await ended(soak, key)).head.summary, 'cancelled');
  },
  'a build by the CLI that is watched': async (soak) => {
    const context = await project(soak, `FROM busybox\nRUN echo ${marker()}; ${HOLD}\n`);
    const known = new Set(Object.keys((await soak.page.until('builds', undefined, () => true)).items));
    const cli = soak.bed.spawnCli(['buildx', 'build', '--builder', soak.builder, '--progress=plain', context], {
      env: soak.env,
    });
    cli.stdout?.resume();
    cli.stderr?.resume();
    const exit = once(cli, 'exit');
    const { items } = await soak.page.until('builds', undefined, (state) => newIn(state, known) !== undefined);
    const key = newIn({ items }, known) ?? '';
    await soak.page.until('build', key, holds);
    await letGo(soak);
    expectStatus((await ended(soak, key)).head.summary, 'done');
    await exit;
    await rm(context, { recursive: true });
  },
  'a builder that is made, stopped, started and removed': async (soak, cycle) => {
    const name = `soak-${cycle}`;
    const options = { memory: '512m' };
    const create: CreateBuilder = {
      kind: 'create-builder',
      name,
      endpoint: '',
      options,
      flags: [],
      platforms: [],
      use: false,
      boot: true,
      existingState: 'ask',
    };
    await operate(soak, (await soak.page.ask('builders.create', create)).operation);
    await operate(soak, (await soak.page.ask('builders.stop', { kind: 'stop-builder', name })).operation);
    await operate(soak, (await soak.page.ask('builders.start', { kind: 'start-builder', name })).operation);
    const { head } = await build(soak, `FROM busybox\nRUN echo ${marker()}\n`, name);
    expectStatus(head.summary, 'done');
    const remove = { kind: 'remove-builder', name, keepState: false } as const;
    await operate(soak, (await soak.page.ask('builders.remove', remove)).operation);
  },
  'a builder that the CLI makes and removes': async (soak, cycle) => {
    const name = `soak-cli-${cycle}`;
    await soak.bed.cli(['buildx', 'create', '--name', name, '--driver', 'docker-container', '--bootstrap'], {
      env: soak.env,
    });
    await soak.page.until('builders', undefined, ({ items }) => items[name]?.status === 'running');
    await soak.bed.cli(['buildx', 'rm', name], { env: soak.env });
    await soak.page.until('builders', undefined, ({ items }) => items[name] === undefined);
  },
  'a builder that is killed while it builds': async (soak, cycle) => {
    if (cycle % 3 !== 1) return;
    const key = await begin(soak, `FROM busybox\nRUN echo ${marker()}; ${FOREVER}\n`);
    await soak.page.until('build', key, holds);
    await soak.bed.cli(['kill', containerOf(soak)]);
    expectStatus((await ended(soak, key)).head.summary, 'failed');
    await operate(
      soak,
      (await soak.page.ask('builders.start', { kind: 'start-builder', name: soak.builder })).operation,
    );
    await runs(soak);
  },
  'an Engine that is restarted': async (soak, cycle) => {
    if (cycle % 5 !== 2) return;
    await soak.restartEngine(cycle % 2 === 0 ? 'stop' : 'crash');
    await soak.page.until('engines', undefined, ({ items }) => items.default?.state.kind === 'up');
    await soak.page.until('builders', undefined, ({ items }) => items[soak.builder]?.status !== 'error');
    const { items } = await soak.page.until('builders', undefined, () => true);
    if (items[soak.builder]?.status !== 'running') {
      await operate(
        soak,
        (await soak.page.ask('builders.start', { kind: 'start-builder', name: soak.builder })).operation,
      );
    }
    await runs(soak);
  },
  'records that are deleted': async (soak) => {
    await soak.bed.cli(['buildx', 'history', 'rm', '--all', '--builder', soak.builder], {
      env: soak.env,
      unchecked: true,
    });
    await soak.bed.cli(['buildx', 'prune', '--force', '--all', '--builder', soak.builder], { env: soak.env });
    await rm(join(soak.env.BUILDX_CONFIG ?? '', 'refs'), { recursive: true, force: true });
  },
};

const marker = () => randomBytes(8).toString('hex');
const containerOf = ({ builder }: Soak) => `buildx_buildkit_${builder}0`;

function action(builder: string, context: string): Build {
  return {
    ...PLAIN_BUILD,
    builder,
    context,
  };
}

async function project(soak: Soak, dockerfile: string): Promise<string> {
  const folder = join(soak.folder, marker());
  await mkdir(folder);
  await writeFile(join(folder, 'Dockerfile'), dockerfile);
  for (let file = 0; file < 20; file++) await writeFile(join(folder, `file-${file}`), randomBytes(4096));
  return folder;
}

async function begin(soak: Soak, dockerfile: string, builder = soak.builder): Promise<string> {
  const context = await project(soak, dockerfile);
  const { key } = await soak.page.ask('builds.start', action(builder, context));
  return key;
}

async function build(soak: Soak, dockerfile: string, builder?: string): Promise<TopicState<'build'>> {
  return ended(soak, await begin(soak, dockerfile, builder));
}

async function ended(soak: Soak, key: string): Promise<TopicState<'build'>> {
  return soak.page.until('build', key, ({ head }) => head.summary.status !== 'running' && !head.reading);
}

async function operate(soak: Soak, id: string): Promise<void> {
  const { head } = await soak.page.until('operation', id, (state) => state.head.status !== 'running');
  const { status, failure }: OperationHead = head;
  if (status !== 'done') throw new Error(`${head.kind} of ${head.subject}: ${status} ${JSON.stringify(failure)}`);
}

function runs(soak: Soak): Promise<TopicState<'builders'>> {
  return soak.page.until('builders', undefined, ({ items }) => {
    const node = items[soak.builder]?.nodes[0];
    return node?.status === 'running' && node.buildkitVersion !== undefined;
  });
}

/** The step that waits has said its word. */
function holds({ items }: TopicState<'build'>): boolean {
  return Object.values(items).some(
    ({ name, status }) => status === 'running' && (name.includes(HOLD) || name.includes(FOREVER)),
  );
}

function newIn({ items }: Pick<TopicState<'builds'>, 'items'>, known: ReadonlySet<string>): string | undefined {
  return Object.keys(items).find((key) => !known.has(key) && items[key]?.origin === 'elsewhere');
}

async function letGo(soak: Soak): Promise<void> {
  const format = '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}';
  const host = (await soak.bed.cli(['inspect', '--format', format, containerOf(soak)])).stdout.trim();
  for (let tried = 0; ; tried++) {
    const socket = connect({ host, port: GATE });
    const outcome = await Promise.race([
      once(socket, 'connect').then(() => undefined),
      once(socket, 'error').then(([error]: unknown[]) => error),
    ]).catch((error: unknown) => error);
    socket.destroy();
    if (outcome === undefined) return;
    // The step runs, and its program may not listen yet.
    if (tried === 50) throw outcome;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function expectStatus(summary: BuildSummary, wanted: BuildSummary['status']): void {
  if (summary.status !== wanted) {
    throw new Error(`A build was to end ${wanted} and is ${summary.status}: ${summary.errorHeadline ?? ''}`);
  }
}
