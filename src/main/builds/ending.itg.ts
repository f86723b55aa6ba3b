import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testbed } from '../../../tools/testbed/testbed.ts';
import { until } from '../builders/testing/rig.ts';
import { newBuildId, openControl } from '../buildkit/index.ts';
import { BuildFollower } from './build-follower.ts';
import {
  type BuildsRig,
  ended,
  HOLD,
  letGo,
  listed,
  look,
  openBuildsRig,
  stepOf,
  untilBuild,
} from './testing/builds-rig.ts';

const bed = testbed();
const builder = 'ending-itg';
const passing = 'ending-passing-itg';
const PROXY = 'http://proxy.invalid:3128';
let builds: BuildsRig;

beforeAll(async () => {
  await bed.registry.push('busybox', 'library/busybox', 'latest');
  builds = await openBuildsRig(bed, { proxies: async () => ({ HTTP_PROXY: PROXY }) });
  await builds.rig.cli('buildx', 'create', '--name', builder, '--driver', 'docker-container', '--bootstrap');
  await builds.rig.untilNode(builder, (node) => node.status === 'running');
}, 60_000);

afterAll(async () => {
  // buildx forgets the state of a container that is gone already, or was never made.
  await builds?.close([builder, passing, 'ending-asleep-itg', 'ending-removed-itg'].map((name) => `${name}0`));
  await bed.dispose();
});

const held = (marker = `${Date.now()}`) => `FROM busybox\nRUN echo held ${marker}; ${HOLD}\nRUN echo after\n`;

/** Starts a build on a builder and waits until its step holds. */
async function beginHeld(on = builder): Promise<string> {
  const key = await builds.begin({ builder: on, context: await builds.project(held()) });
  await untilBuild(builds.service, key, (state) => stepOf(state, 'echo held')?.logLines === 1);
  return key;
}

async function processes(node: string): Promise<string> {
  return builds.rig.cli('top', `buildx_buildkit_${node}`, '-eo', 'pid,args');
}

interface HistoryRow {
  readonly ref: string;
  readonly name: string;
  readonly status: string;
  readonly total_steps: number;
  readonly completed_steps: number;
  readonly cached_steps: number;
}

async function historyLs(of = builder): Promise<readonly HistoryRow[]> {
  const text = await builds.rig.cli('buildx', 'history', 'ls', '--builder', of, '--format', 'json');
  return text
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

describe('cancelling', () => {
  it('ends the process of the step, and what follows never starts', async () => {
    const key = await beginHeld();
    expect(await processes(`${builder}0`)).toContain('nc -l -p');
    builds.service.cancel(key);
    const head = await ended(builds.service, key);
    expect(head.summary.status).toBe('cancelled');
    expect(head.failure).toBeUndefined();
    expect(await processes(`${builder}0`)).not.toContain('nc -l -p');
    const { steps } = await look(builds.service, key);
    expect(steps.find(({ name }) => name.includes('echo held'))?.status).toBe('cancelled');
    expect(steps.find(({ name }) => name.includes('echo after'))).toMatchObject({ status: 'cancelled' });
    expect(() => builds.service.cancel(key)).toThrow('cannot be cancelled from here');
    const other = await builds.another();
    expect((await listed(other, key)).status).toBe('cancelled');
  });

  it('while the builder boots ends the build before it began', async () => {
    const name = 'ending-asleep-itg';
    // A registry that accepts and never answers, so that the boot lasts as long as it takes.
    const sockets = new Set<Socket>();
    const silent = createServer((socket) => sockets.add(socket.on('error', () => {}))).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const image = `image=127.0.0.1:${(silent.address() as AddressInfo).port}/never:1`;
    await builds.rig.cli('buildx', 'create', '--name', name, '--driver', 'docker-container', '--driver-opt', image);
    await builds.rig.untilNode(name, () => true);
    const key = await builds.begin({ builder: name, context: await builds.project(held()) });
    await untilBuild(builds.service, key, (state) => stepOf(state, 'booting buildkit')?.status === 'running');
    builds.service.cancel(key);
    const head = await ended(builds.service, key);
    expect(head.summary.status).toBe('cancelled');
    for (const socket of sockets) socket.destroy();
    silent.close();
    await builds.rig.cli('buildx', 'rm', '--force', name);
  });
});

describe('a failure', () => {
  it('of a step that stands in a group is told of the group', async () => {
    const context = await builds.project('FROM busybox AS one\nFROM scratch\nCOPY --link --from=one /nowhere /\n');
    const key = await builds.begin({ builder, context });
    const head = await ended(builds.service, key);
    expect(head.summary.status).toBe('failed');
    expect(head.failure?.failure.title).toBe('It could not find /nowhere.');
    const { steps } = await look(builds.service, key);
    expect(steps.find(({ id }) => id === head.failure?.step)?.name).toContain('COPY --link');
    expect(head.failure?.source?.ranges[0]?.startLine).toBe(3);
  });

  it('of a build by the CLI is told like our own', async () => {
    const context = await builds.project('FROM busybox\nRUN echo ours; exit 7\n', 'both');
    const own = await ended(builds.service, await builds.begin({ builder, context }));
    const { code } = await bed.cli(['buildx', 'build', '--builder', builder, context], {
      env: { BUILDX_CONFIG: builds.rig.buildxConfig },
      unchecked: true,
    });
    expect(code).not.toBe(0);
    const { items } = await until<'builds'>(builds.service.list, (state) =>
      Object.values(state.items).some(
        ({ origin, name, status }) => origin === 'elsewhere' && name === 'both' && status === 'failed',
      ),
    );
    const theirs = Object.values(items).find(({ origin, name }) => origin === 'elsewhere' && name === 'both');
    const key = theirs?.key ?? '';
    const head = await ended(builds.service, key);
    expect(head.failure?.exitCode).toBe(7);
    expect(own.failure?.exitCode).toBe(7);
    expect(head.failure?.source).toEqual(own.failure?.source);
    expect(head.failure?.failure.title).toBe(own.failure?.failure.title);
    expect(theirs?.errorHeadline).toBe(own.summary.errorHeadline);
    const { steps } = await look(builds.service, key);
    expect(steps.find(({ id }) => id === head.failure?.step)?.name).toContain('exit 7');
  });

  it('before the build is recorded ends its stream, which BuildKit leaves open', async () => {
    const { target } = await builds.rig.builders.open({ builder, node: `${builder}0` });
    const control = openControl(target);
    const ref = newBuildId();
    const follower = new BuildFollower({
      facts: {
        summary: {
          key: ref,
          ref,
          builder,
          node: `${builder}0`,
          name: '',
          platforms: [],
          status: 'running',
          startedAt: 0,
          origin: 'slipway',
          counts: { total: 0, ended: 0, cached: 0, running: 0, failed: 0 },
        },
        cancellable: true,
        reading: true,
      },
      spoolRoot: await bed.freshFolder('spool'),
      onView: () => {},
    });
    follower.follow(target, ref);
    const request = { ref, session: '', frontend: 'dockerfile.v0', frontendAttrs: {}, exporters: [] };
    const refused = control.solve({
      ...request,
      cacheExports: [],
      cacheImports: [],
      entitlements: ['security.insecure'],
    });
    await expect(refused).rejects.toThrow();
    expect(await follower.drain('failed')).toBeUndefined();
    await follower.settle('failed');
    await follower.close();
    control.close();
    await expect(follower.log('', 0, 1)).rejects.toThrow('no longer open');
  });
});

describe('a builder', () => {
  it('that is removed while it builds fails the build and says so', async () => {
    const name = 'ending-removed-itg';
    await builds.rig.cli('buildx', 'create', '--name', name, '--driver', 'docker-container', '--bootstrap');
    await builds.rig.untilNode(name, (node) => node.status === 'running');
    const key = await beginHeld(name);
    // Asked to stop, BuildKit gives its builds ten seconds.
    await builds.rig.cli('rm', '--force', `buildx_buildkit_${name}0`);
    await builds.rig.cli('buildx', 'rm', '--force', name);
    const head = await ended(builds.service, key);
    expect(head.summary.status).toBe('failed');
    // Removed by force, it ends first.
    expect(head.failure?.failure.title).toMatch(/^The builder was (?:stopped|removed) while it worked\.$/);
    expect(builds.service.list.state().items[key]?.status).toBe('failed');
    const { steps } = await look(builds.service, key);
    expect(steps.every(({ status }) => status !== 'running' && status !== 'waiting')).toBe(true);
  });

  it('that is removed ends what others build on it, for whoever looks at it', async () => {
    const name = 'ending-theirs-itg';
    await builds.rig.cli('buildx', 'create', '--name', name, '--driver', 'docker-container', '--bootstrap');
    await builds.rig.untilNode(name, (node) => node.status === 'running');
    const cli = bed.spawnCli(['buildx', 'build', '--builder', name, await builds.project(held(), 'theirs')], {
      env: { BUILDX_CONFIG: builds.rig.buildxConfig },
    });
    const gone = new Promise((resolve) => cli.once('exit', resolve));
    const on = ({ builder: one }: { readonly builder: string }) => one === name;
    const { items } = await until<'builds'>(builds.service.list, (state) => Object.values(state.items).some(on));
    const key = Object.values(items).find(on)?.key ?? '';
    const source = builds.service.open(key);
    const end = source.onChange(() => {});
    await untilBuild(builds.service, key, (state) => stepOf(state, 'echo held')?.logLines === 1);

    // Its place in the list goes first, so that it is never seen stopped.
    await rm(join(builds.rig.buildxConfig, 'instances', name));
    await until<'builds'>(builds.service.list, (state) => state.items[key] === undefined);
    await builds.rig.cli('rm', '--force', '--volumes', `buildx_buildkit_${name}0`);
    await builds.rig.cli('volume', 'rm', `buildx_buildkit_${name}0_state`);
    await gone;
    const { head, items: steps } = await until<'build'>(source, (state) => !state.head.reading);
    expect(head.summary.status).toBe('failed');
    expect(Object.values(steps).every(({ status }) => status !== 'running' && status !== 'waiting')).toBe(true);
    end();
  });

  it('that stops ends what others build on it; when it runs again, what it forgot is gone', async () => {
    await builds.rig.cli('buildx', 'create', '--name', passing, '--driver', 'docker-container', '--bootstrap');
    await builds.rig.untilNode(passing, (node) => node.status === 'running');
    const context = await builds.project(held(), 'left-alone');
    const cli = bed.spawnCli(['buildx', 'build', '--builder', passing, context], {
      env: { BUILDX_CONFIG: builds.rig.buildxConfig },
    });
    const gone = new Promise((resolve) => cli.once('exit', resolve));
    const running = await until<'builds'>(builds.service.list, ({ items }) =>
      Object.values(items).some(({ builder: on, status }) => on === passing && status === 'running'),
    );
    const key = Object.values(running.items).find(({ builder: on }) => on === passing)?.key ?? '';
    await untilBuild(builds.service, key, (state) => stepOf(state, 'echo held')?.status === 'running');
    await builds.rig.cli('kill', `buildx_buildkit_${passing}0`);
    await gone;
    const lost = await listed(builds.service, key, ({ status }) => status !== 'running');
    expect(lost).toMatchObject({ status: 'failed', errorHeadline: 'Its builder stopped while it ran.' });
    const { items } = await untilBuild(builds.service, key, ({ head }) => !head.reading);
    expect(Object.values(items).every(({ status }) => status !== 'running' && status !== 'waiting')).toBe(true);

    await builds.rig.cli('start', `buildx_buildkit_${passing}0`);
    await until<'builds'>(builds.service.list, (state) => state.items[key] === undefined);
    await builds.rig.cli('buildx', 'rm', '--force', passing);
    await until<'builds'>(builds.service.list, (state) =>
      Object.values(state.items).every(({ builder: on }) => on !== passing),
    );
  });
});

describe('what is left of builds', () => {
  it('is listed as docker buildx history lists it, and gone when it is removed there', async () => {
    const plain = await builds.project('FROM busybox\nRUN true\n', 'plain');
    const staged = await builds.project('FROM busybox AS one\nRUN echo 1\nFROM one AS two\nRUN echo 2\n', 'staged');
    await writeFile(join(staged, 'other.Dockerfile'), 'FROM busybox AS one\nRUN false\n');
    await ended(builds.service, await builds.begin({ builder, context: plain }));
    await ended(builds.service, await builds.begin({ builder, context: plain, noCache: true }));
    await ended(builds.service, await builds.begin({ builder, context: staged, target: 'one' }));
    await ended(builds.service, await builds.begin({ builder, context: staged, dockerfile: 'other.Dockerfile' }));
    await builds.rig.cli('buildx', 'build', '--builder', builder, '--target', 'one', staged);
    const fromShell = ['buildx', 'build', '--builder', builder, '-f', join(staged, 'other.Dockerfile'), staged];
    await bed.cli(fromShell, { env: { BUILDX_CONFIG: builds.rig.buildxConfig }, unchecked: true });
    const fresh = await builds.another();
    const rows = await historyLs();
    await until<'builds'>(fresh.list, ({ head }) => head.loaded);
    const ours = Object.values(fresh.list.state().items).filter(({ builder: on }) => on === builder);
    // BuildKit records the words of the step that was killed, mostly not that it was cancelled: an error to the CLI.
    const words = { done: 'Completed', failed: 'Error', cancelled: 'Error', running: 'Running' };
    const shown = ours.map(({ ref, name, target, status, counts }) => ({
      ref,
      name: target === undefined ? name : `${name} (${target})`,
      status: words[status],
      total_steps: counts.total,
      completed_steps: counts.ended,
      cached_steps: counts.cached,
    }));
    const theirs = rows.map(({ ref, name, status, total_steps, completed_steps, cached_steps }) => ({
      ref: ref.split('/').at(-1),
      name,
      status: status === 'Canceled' ? 'Error' : status,
      total_steps,
      completed_steps,
      cached_steps,
    }));
    const byRef = (a: { ref?: string | undefined }, b: { ref?: string | undefined }) =>
      (a.ref ?? '') < (b.ref ?? '') ? -1 : 1;
    expect(shown.sort(byRef)).toEqual(theirs.sort(byRef));

    const [key = ''] = Object.values(fresh.list.state().items).flatMap((each) =>
      each.name === 'plain' ? each.key : [],
    );
    await builds.rig.cli('buildx', 'history', 'rm', '--builder', builder, key.split('#')[1] ?? '');
    await until<'builds'>(builds.service.list, ({ items }) => items[key] === undefined);
    await until<'builds'>(fresh.list, ({ items }) => items[key] === undefined);
  });

  it('tells the CLI where it was built, and the builder that it was used', async () => {
    const context = await builds.project('FROM busybox\nARG GREETING\nRUN echo $GREETING $HTTP_PROXY\n', 'told');
    await rm(join(builds.rig.buildxConfig, 'activity', builder), { force: true });
    const args = [{ name: 'GREETING', value: 'ahoy' }];
    const head = await ended(builds.service, await builds.begin({ builder, context, args, noCache: true }));
    const { text } = await builds.service.logText(head.summary.key, '');
    expect(text).toContain(`ahoy ${PROXY}`);
    expect(JSON.stringify(head)).not.toContain(PROXY);
    const inspect = ['buildx', 'history', 'inspect', '--builder', builder, head.summary.ref];
    const shown = await builds.rig.cli(...inspect);
    expect(shown).toMatch(new RegExp(`^Context:\\s+${context}$`, 'm'));
    expect(shown).toMatch(/^Dockerfile:\s+Dockerfile$/m);
    expect(shown).toMatch(/^Name:\s+told$/m);
    await builds.rig.untilNode(builder, () => builds.rig.builder(builder)?.lastActivity !== undefined);
    expect(await builds.rig.cli('buildx', 'ls')).toContain(builder);
  });

  it('in the Engine is told with id and size as docker shows them', async () => {
    const tag = 'ending-itg:loaded';
    const context = await builds.project('FROM busybox\nRUN head -c 300000 /dev/urandom > /noise\n');
    const head = await ended(
      builds.service,
      await builds.begin({ builder, context, tags: [tag], outputs: [{ kind: 'load' }] }),
    );
    const [image] = JSON.parse(await builds.rig.cli('image', 'inspect', tag));
    expect(head.outcome).toEqual({
      kind: 'image-loaded',
      tags: [tag],
      image: tag,
      digest: image.Id,
      size: image.Size,
      engine: 'default',
    });
    const { steps } = await look(builds.service, head.summary.key);
    expect(steps.find(({ name }) => name === 'importing to docker')?.status).toBe('done');
    await builds.rig.cli('image', 'rm', '--force', tag);
  });
});

it('a file that nobody can read is sent empty, which is told', async () => {
  const dockerfile = join(await builds.project('FROM scratch\nCOPY uevent /\n'), 'Dockerfile');
  // The kernel lets this file be written alone, whoever asks.
  const context = '/sys/bus/cpu';
  const head = await ended(builds.service, await builds.begin({ builder, context, dockerfile }));
  expect(head.summary.status).toBe('done');
  expect(head.notices).toEqual([
    expect.objectContaining({
      title: 'A file could not be read.',
      meaning: 'The build has /sys/bus/cpu/uevent as an empty file.',
    }),
  ]);
});

it('what was not as asked is told of a build that fails too', async () => {
  const dockerfile = join(await builds.project('FROM busybox\nCOPY uevent /\nRUN exit 3\n'), 'Dockerfile');
  const head = await ended(builds.service, await builds.begin({ builder, context: '/sys/bus/cpu', dockerfile }));
  expect(head.summary.status).toBe('failed');
  expect(head.failure?.exitCode).toBe(3);
  expect(head.notices?.map(({ title }) => title)).toEqual(['A file could not be read.']);
});

it.each(['a[', '!'])('an ignore file with the line %s is refused, as docker buildx refuses it', async (line) => {
  const context = await builds.project('FROM busybox\nCOPY Dockerfile /\n');
  await writeFile(join(context, '.dockerignore'), `fine\n${line}\n`);
  await expect(builds.begin({ builder, context })).rejects.toMatchObject({
    failure: { code: 'invalid-input', field: 'dockerfile' },
  });
  const cli = await bed.cli(['buildx', 'build', '--builder', builder, context], {
    env: { BUILDX_CONFIG: builds.rig.buildxConfig },
    unchecked: true,
  });
  expect(cli.code).not.toBe(0);
  expect(cli.stderr).toMatch(/syntax error in pattern|illegal exclusion pattern/);
});

it('a stream of progress that breaks is read again, without a line twice', async () => {
  // Connections to BuildKit are processes in its container.
  const dials = async () => {
    const lines = (await processes(`${builder}0`)).split('\n').filter((line) => line.includes('dial-stdio'));
    return lines.map((line) => Number(line.trim().split(/\s+/)[0]));
  };
  const key = await beginHeld();
  const before = await dials();
  const joined = await builds.another();
  await listed(joined, key);
  await untilBuild(joined, key, ({ head }) => head.logLines === 1);
  const broken = (await dials()).filter((pid) => !before.includes(pid));
  expect(broken.length).toBeGreaterThan(0);
  for (const pid of broken) process.kill(pid, 'SIGKILL');
  await letGo(builds.rig, `${builder}0`);
  await ended(joined, key);
  await ended(builds.service, key);
  const { log } = await look(builds.service, key);
  expect(log.map(({ text }) => text)).toContain('after');
  expect((await look(joined, key)).log).toEqual(log);
});
