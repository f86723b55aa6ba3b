import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { testbed } from '../../../tools/testbed/testbed.ts';
import type { BuildHead } from '../../shared/contract/index.ts';
import { until } from '../builders/testing/rig.ts';
import type { BuildsService } from './index.ts';
import { type BuildsRig, ended, listed, look, openBuildsRig, stepOf, untilBuild } from './testing/builds-rig.ts';

const bed = testbed();
const base = `${bed.registry.address}/library/busybox`;
const builder = 'default';
let builds: BuildsRig;
let marks = 0;

beforeAll(async () => {
  await bed.registry.push('busybox', 'library/busybox', 'latest');
  builds = await openBuildsRig(bed);
  await builds.rig.untilNode(builder, (node) => node.status === 'running' && node.platforms.length > 0);
});
afterAll(async () => {
  await builds?.close([]);
  await bed.dispose();
});

/** Seconds of a sleep that nobody else on this machine sleeps: its process is told by them. */
function uniqueSleep(): string {
  marks += 1;
  return `600.${process.pid}${marks}`;
}

/** Processes of this machine that sleep so. */
async function sleepers(seconds: string): Promise<number> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const commands = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')));
  return commands.filter((command) => command.split('\0').join(' ').trim() === `sleep ${seconds}`).length;
}

const held = (seconds: string) => `FROM ${base}\nRUN echo held; exec sleep ${seconds}\nRUN echo after\n`;

/** A build that the CLI began, once it is in the list. */
async function begunByCli(service: BuildsService, name: string): Promise<string> {
  const { items } = await until<'builds'>(service.list, (state) =>
    Object.values(state.items).some((summary) => summary.name === name),
  );
  return Object.values(items).find((summary) => summary.name === name)?.key ?? '';
}

/** All that two who look at a build should see alike. */
async function seen(service: BuildsService, key: string) {
  const { head, steps, log } = await look(service, key);
  return {
    status: head.summary.status,
    steps: steps.map(({ name, status, error }) => ({ name, status, error })).sort((a, b) => (a.name < b.name ? -1 : 1)),
    log: log.map(({ step, text }) => ({ step, text })),
  };
}

describe("a build on the Engine's own BuildKit", () => {
  it('is seen live; cancelled, its process is gone', async () => {
    const seconds = uniqueSleep();
    const key = await builds.begin({ builder, context: await builds.project(held(seconds)) });
    const live = await untilBuild(builds.service, key, (state) => (stepOf(state, 'echo held')?.logLines ?? 0) > 0);
    const step = stepOf(live, 'echo held');
    expect(step?.status).toBe('running');
    expect((await builds.service.log(key, step?.id ?? '', 0, 10)).lines.map(({ text }) => text)).toEqual(['held']);
    await vi.waitFor(async () => expect(await sleepers(seconds)).toBe(1), 20_000);
    builds.service.cancel(key);
    const head = await ended(builds.service, key);
    expect(head.summary.status).toBe('cancelled');
    await vi.waitFor(async () => expect(await sleepers(seconds)).toBe(0), 20_000);
    expect(stepOf(builds.service.open(key).state(), 'echo after')?.status).not.toBe('done');
  });

  it('stays in its cache, with an argument and a secret', async () => {
    const context = await builds.project(
      `FROM ${base} AS one\nARG WORD\nRUN --mount=type=secret,id=key echo "$WORD $(wc -c < /run/secrets/key)"\n`,
    );
    const key = await builds.begin({
      builder,
      context,
      args: [{ name: 'WORD', value: `said ${process.pid}` }],
      secrets: [{ id: 'key', from: { kind: 'typed', value: 'hush' } }],
    });
    const head = await ended(builds.service, key);
    expect(head.failure).toBeUndefined();
    expect(head.outcome).toMatchObject({ kind: 'cache-only' });
    const { log } = await look(builds.service, key);
    expect(log.map(({ text }) => text)).toContain(`said ${process.pid} 4`);
  });

  it('by the CLI is followed while it runs, and replayed the same from its record', async () => {
    const seconds = uniqueSleep();
    const context = await builds.project(
      `FROM ${base}\nRUN echo first ${seconds}; sleep 1 & exec sleep ${seconds}\n`,
      `by-cli-${process.pid}`,
    );
    const child = bed.spawnCli(['buildx', 'build', '--builder', builder, context], {
      env: { BUILDX_CONFIG: builds.rig.buildxConfig },
    });
    const key = await begunByCli(builds.service, `by-cli-${process.pid}`);
    const live = await untilBuild(builds.service, key, (state) => (stepOf(state, 'echo first')?.logLines ?? 0) > 0);
    expect(live.head.summary).toMatchObject({ status: 'running', origin: 'elsewhere' });
    child.kill('SIGINT');
    await once(child, 'exit');
    await ended(builds.service, key);
    const own = await seen(builds.service, key);
    expect(own.status).toBe('cancelled');
    await vi.waitFor(async () => expect(await sleepers(seconds)).toBe(0), 20_000);
    const later = await builds.another();
    await listed(later, key, ({ status }) => status === 'cancelled');
    await ended(later, key);
    expect(await seen(later, key)).toEqual(own);
  });

  it('that fails is told like our own, though the CLI made it', async () => {
    const dockerfile = `FROM ${base}\nRUN echo before\nRUN echo oh no; exit 7\n`;
    const own = await builds.begin({ builder, context: await builds.project(dockerfile) });
    const mine = await ended(builds.service, own);
    const context = await builds.project(dockerfile, `failing-${process.pid}`);
    await bed.cli(['buildx', 'build', '--builder', builder, context], {
      env: { BUILDX_CONFIG: builds.rig.buildxConfig },
      unchecked: true,
    });
    const key = await begunByCli(builds.service, `failing-${process.pid}`);
    await listed(builds.service, key, ({ status }) => status === 'failed');
    const theirs = await failed(builds.service, key);
    expect(mine.failure).toMatchObject({ exitCode: 7, source: { ranges: [{ startLine: 3 }] } });
    expect(theirs.failure).toEqual(mine.failure);
  });

  it('is in the list that docker buildx history has', async () => {
    const text = await builds.rig.cli(
      'buildx',
      'history',
      'ls',
      '--builder',
      builder,
      '--no-trunc',
      '--format',
      'json',
    );
    const theirs = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { ref: string; status: string })
      .map(({ ref, status }) => [ref.split('/').at(-1) ?? '', status.toLowerCase()] as const);
    // A build that its client gave up ends with an error for buildx; we tell it by BuildKit's words.
    const word = { done: 'completed', failed: 'error', cancelled: 'error', running: 'running' } as const;
    const ours = Object.values(builds.service.list.state().items).map(({ ref, status }) => [ref, word[status]]);
    expect(theirs.length).toBeGreaterThan(3);
    expect(ours.sort()).toEqual([...theirs].sort());
  });
});

/** Opens a build that somebody else made and waits for what is said of its failure. */
async function failed(service: BuildsService, key: string): Promise<BuildHead> {
  const { head } = await untilBuild(service, key, (state) => state.head.failure !== undefined && !state.head.reading);
  return head;
}
