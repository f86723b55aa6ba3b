import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EngineDoor, engineDoor } from '../../../tools/testbed/engine-door.ts';
import { testbed } from '../../../tools/testbed/testbed.ts';
import { type BuildOutput, PLAIN_BUILD } from '../../shared/actions/index.ts';
import { soon, until } from '../builders/testing/rig.ts';
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

/** Real faults of a builder and of disks; all that Slipway asks of the Engine goes through a door that counts it. */
const bed = testbed();
const name = 'faults-itg';
const small = 'faults-small-itg';
const full = 'faults-full-itg';
let door: EngineDoor;
let builds: BuildsRig;

beforeAll(async () => {
  door = await engineDoor(bed.socketPath);
  await door.open();
  builds = await openBuildsRig(bed, {}, { DOCKER_HOST: door.url });
  await boot(name);
});

afterAll(async () => {
  await builds?.close([name, small, full].map((one) => `${one}0`));
  await door?.dispose();
  await bed.dispose();
});

async function boot(builder: string, ...args: readonly string[]): Promise<void> {
  await builds.rig.cli('buildx', 'create', '--name', builder, '--driver', 'docker-container', '--bootstrap', ...args);
  await untilRuns(builder);
}

const untilRuns = (builder: string) =>
  builds.rig.untilNode(builder, (node) => node.status === 'running' && node.buildkitVersion !== undefined);

const containerOf = (builder: string) => `buildx_buildkit_${builder}0`;

const marker = () => randomBytes(6).toString('hex');

/** Starts a build and waits until its step holds. @param after instructions after the step that holds */
async function beginHeld(after = 'RUN echo after', outputs: readonly BuildOutput[] = []): Promise<string> {
  const context = await builds.project(`FROM busybox\nRUN echo held ${marker()}; ${HOLD}\n${after}\n`);
  const secrets = [{ id: 'token', from: { kind: 'typed', value: 'x' } }] as const;
  const key = await builds.begin({ builder: name, context, secrets, outputs });
  await untilBuild(builds.service, key, (state) => stepOf(state, 'echo held')?.logLines === 1);
  return key;
}

/** Process ids of this machine, the oldest first. */
async function processes(builder: string, what: string): Promise<readonly number[]> {
  // Past the door: it is not Slipway that asks.
  const { stdout } = await bed.cli(['top', containerOf(builder), '-eo', 'pid,args']);
  const lines = stdout.split('\n').filter((line) => line.includes(what));
  return lines.map((line) => Number(line.trim().split(/\s+/)[0])).sort((a, b) => a - b);
}

async function kill(builder: string, what: string): Promise<void> {
  for (const pid of await processes(builder, what)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      // Others of them end with the first.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

/** What was asked of the Engine since the last time, without the looks that change nothing. */
function asked(): { readonly execs: number; readonly changes: readonly string[]; readonly connections: number } {
  const all = door.asked();
  return {
    execs: all.filter((line) => /^POST \/containers\/[^/]+\/exec$/.test(line)).length,
    changes: all.filter((line) => !/^GET |^POST (?:\/grpc|\/exec\/|\/containers\/[^/]+\/exec$)/.test(line)),
    connections: door.connections(),
  };
}

/** How often the Engine has started a builder's container again by itself. */
async function restartsOf(builder: string): Promise<number> {
  return Number((await bed.cli(['inspect', '--format', '{{.RestartCount}}', containerOf(builder)])).stdout);
}

async function expectClosed(key: string): Promise<void> {
  const { steps } = await look(builds.service, key);
  expect(steps.every(({ status }) => status !== 'running' && status !== 'waiting')).toBe(true);
}

describe('a builder', () => {
  it('whose BuildKit is killed while it builds is running again, and the build is told of', async () => {
    const key = await beginHeld();
    asked();
    await kill(name, 'buildkitd');
    const head = await soon(ended(builds.service, key));
    expect(head.summary.status).toBe('failed');
    expect(head.failure?.failure).toMatchObject({ title: 'The builder was restarted while it worked.' });
    expect(head.failure?.failure.remedy).toContain('Build again.');
    await expectClosed(key);
    // BuildKit has forgotten it; the list has not.
    await soon(until<'builds'>(builds.service.list, (state) => state.head.failures.length === 0));
    expect(builds.service.list.state().items[key]).toMatchObject({
      status: 'failed',
      errorHeadline: 'The builder was restarted while it worked.',
    });
    const { execs, changes, connections } = asked();
    expect(changes).toEqual([]);
    expect(execs).toBeLessThanOrEqual(8);
    expect(connections).toBeLessThanOrEqual(24);
  });

  it('that is killed while it is idle is shown stopped and stays so', async () => {
    await untilRuns(name);
    asked();
    await bed.cli(['kill', containerOf(name)]);
    await soon(builds.rig.untilNode(name, ({ status }) => status === 'stopped'));
    await builds.rig.builders.refresh();
    const { execs, changes } = asked();
    expect(changes).toEqual([]);
    expect(execs).toBeLessThanOrEqual(3);
  });

  it('whose container is removed by hand keeps its state, and a build makes the container anew', async () => {
    const dockerfile = `FROM busybox\nRUN echo ${marker()}\n`;
    const first = await builds.begin({ builder: name, context: await builds.project(dockerfile) });
    expect((await ended(builds.service, first)).summary.status).toBe('done');
    await untilRuns(name);
    asked();
    await bed.cli(['rm', '--force', '--volumes', containerOf(name)]);
    const node = await soon(builds.rig.untilNode(name, ({ status }) => status === 'inactive'));
    expect(node.stateVolume).toBe(`${containerOf(name)}_state`);
    expect(asked().changes).toEqual([]);

    const second = await builds.begin({ builder: name, context: await builds.project(dockerfile) });
    const head = await ended(builds.service, second);
    expect(head.summary).toMatchObject({ status: 'done', counts: { cached: 2 } });
    const starts = asked().changes.filter((line) => line === `POST /containers/${containerOf(name)}/start`);
    expect(starts).toHaveLength(1);
    // What it had recorded is there again.
    expect((await listed(builds.service, first)).status).toBe('done');
  });

  it('that is stopped while it builds ends the build, which says so', async () => {
    const key = await beginHeld();
    asked();
    await bed.cli(['stop', '--time', '1', containerOf(name)]);
    const head = await soon(ended(builds.service, key));
    expect(head.summary.status).toBe('failed');
    expect(head.failure?.failure).toMatchObject({ title: 'The builder was stopped while it worked.' });
    await expectClosed(key);
    await soon(builds.rig.untilNode(name, ({ status }) => status === 'stopped'));
    expect(asked().changes).toEqual([]);
    await bed.cli(['start', containerOf(name)]);
    await untilRuns(name);
  });
});

describe('a connection', () => {
  it('of all that there are to a builder that breaks ends the build and is made again', async () => {
    const key = await beginHeld();
    asked();
    await kill(name, 'dial-stdio');
    const head = await soon(ended(builds.service, key));
    expect(head.failure?.failure).toMatchObject({
      title: 'The connection to the builder was lost.',
      remedy: 'Build again.',
    });
    await expectClosed(key);
    // BuildKit has ended what nobody waits for, and the builds of the builder are heard of again.
    const record = await soon(
      listed(builds.service, key, () => builds.service.list.state().head.failures.length === 0),
    );
    expect(record).toMatchObject({ status: 'failed', errorHeadline: 'The connection to the builder was lost.' });
    expect(builds.rig.builder(name)?.status).toBe('running');
    const { execs, changes } = asked();
    expect(changes).toEqual([]);
    expect(execs).toBeLessThanOrEqual(6);
    const next = await builds.begin({ builder: name, context: await builds.project('FROM busybox\nRUN true\n') });
    expect((await ended(builds.service, next)).summary.status).toBe('done');
  });

  it('that tells the progress and breaks is made again, and the build goes on', async () => {
    const before = await processes(name, 'dial-stdio');
    const key = await beginHeld();
    const [, , progress] = (await processes(name, 'dial-stdio')).filter((pid) => !before.includes(pid));
    process.kill(progress ?? 0, 'SIGKILL');
    await letGo(builds.rig, `${name}0`);
    const head = await ended(builds.service, key);
    expect(head.summary.status).toBe('done');
    expect(head.notices).toBeUndefined();
    const { log } = await look(builds.service, key);
    expect(log.map(({ text }) => text)).toEqual([expect.stringMatching(/^held /), 'after']);
    await expectClosed(key);
  });

  it.each([
    ['RUN echo after', 'done'],
    ['RUN exit 9', 'failed'],
  ])('that waits for the end and breaks just before it is told (%s): the record tells it', async (after, status) => {
    const before = await processes(name, 'dial-stdio');
    const folder = await bed.freshFolder('unheard');
    const output: BuildOutput = { kind: 'tar', path: join(folder, 'out.tar') };
    const key = await beginHeld(after, [output]);
    const other = await builds.another();
    const [solve] = (await processes(name, 'dial-stdio')).filter((pid) => !before.includes(pid));
    // What BuildKit answers stays in the pipe of a process that stands still.
    process.kill(solve ?? 0, 'SIGSTOP');
    await letGo(builds.rig, `${name}0`);
    await listed(other, key, (summary) => summary.completedAt !== undefined);
    expect(builds.service.list.state().items[key]?.status).toBe('running');
    process.kill(solve ?? 0, 'SIGKILL');
    const head = await soon(ended(builds.service, key));
    expect(head.summary.status).toBe(status);
    expect(head.notices?.[0]?.title).toBe('The connection to the builder was lost before it told the end.');
    expect(await readdir(folder)).toEqual(status === 'done' ? ['out.tar'] : []);
    if (status === 'done') expect(head.outcome?.outputs).toEqual([{ ...output, size: expect.any(Number) }]);
    else expect(head.failure).toMatchObject({ exitCode: 9, source: expect.anything() });
    await expectClosed(key);
  });

  it('that sends files and secrets and breaks fails the build only where it is needed again', async () => {
    const before = await processes(name, 'dial-stdio');
    const needs = 'RUN --mount=type=secret,id=token cat /run/secrets/token';
    for (const [after, status] of [
      ['RUN echo after', 'done'],
      [needs, 'failed'],
    ] as const) {
      const key = await beginHeld(after);
      const [, session] = (await processes(name, 'dial-stdio')).filter((pid) => !before.includes(pid));
      process.kill(session ?? 0, 'SIGKILL');
      await letGo(builds.rig, `${name}0`);
      const head = await ended(builds.service, key);
      expect(head.summary.status).toBe(status);
      if (status === 'failed') {
        expect(head.failure?.failure).toMatchObject({
          title: 'The builder dropped the connection that sends your files.',
          remedy: 'Build again.',
        });
      }
    }
  });
});

describe('memory that runs out', () => {
  beforeAll(() => boot(small, '--driver-opt', 'memory=150m,memory-swap=150m'));

  it('in a step is told of the step, here and where others build', async () => {
    const context = await builds.project(`FROM busybox\nRUN echo ${marker()}; tail /dev/zero\n`, 'hungry');
    const own = await builds.begin({ builder: small, context });
    const title = /tail \/dev\/zero ran out of memory\.$/;
    await ended(builds.service, own);
    const { head } = await soon(
      untilBuild(builds.service, own, (state) => title.test(state.head.failure?.failure.title ?? '')),
    );
    expect(head.failure?.failure.remedy).toContain('more memory');
    await soon(listed(builds.service, own, ({ errorHeadline }) => title.test(errorHeadline ?? '')));

    await builds.rig
      .cli('buildx', 'build', '--builder', small, '--no-cache', context)
      .catch((error: Error) => expect(error.message).toContain('137'));
    const { items } = await until<'builds'>(builds.service.list, (state) =>
      Object.values(state.items).some(({ builder, origin }) => builder === small && origin === 'elsewhere'),
    );
    const theirs = Object.values(items).find(({ builder, origin }) => builder === small && origin === 'elsewhere');
    builds.service.open(theirs?.key ?? '');
    await soon(listed(builds.service, theirs?.key ?? '', ({ errorHeadline }) => title.test(errorHeadline ?? '')));
  });

  it('of BuildKit itself is told of the builder, which runs again', async () => {
    // What lies in a tmpfs cannot be killed, so that BuildKit is what the kernel finds.
    const context = await builds.project(
      `FROM busybox\nRUN --mount=type=tmpfs,target=/t echo ${marker()}; dd if=/dev/zero of=/t/x bs=1M count=300; ${HOLD}\n`,
    );
    asked();
    const before = await restartsOf(small);
    const key = await builds.begin({ builder: small, context });
    const head = await ended(builds.service, key);
    expect(head.failure?.failure).toMatchObject({ title: 'The builder ran out of memory while it worked.' });
    expect(head.failure?.failure.remedy).toContain('more memory');
    await expectClosed(key);
    await untilRuns(small);
    expect((await listed(builds.service, key)).status).toBe('failed');
    const { execs, changes } = asked();
    expect(changes).toEqual([]);
    // A BuildKit that starts beside what still fills its memory is killed again, and each new one is looked at.
    const restarts = Math.max(1, (await restartsOf(small)) - before);
    expect(execs).toBeLessThanOrEqual(7 * (1 + restarts));
  });
});

describe("a builder's disk that is full", () => {
  beforeAll(async () => {
    const options = ['type=tmpfs', 'device=tmpfs', 'o=size=60m'].flatMap((option) => ['--opt', option]);
    await bed.cli(['volume', 'create', ...options, `${containerOf(full)}_state`]);
    await boot(full);
  });

  it('is told of the step that says so', async () => {
    const context = await builds.project(
      `FROM busybox\nRUN echo ${marker()}; dd if=/dev/zero of=/big bs=1M count=200; ${HOLD}; exit 1\n`,
    );
    const key = await builds.begin({ builder: full, context });
    // What is printed at the very end can be lost with a record that there is no space for.
    await untilBuild(builds.service, key, (state) => (stepOf(state, 'dd if')?.logLines ?? 0) >= 4);
    await letGo(builds.rig, `${full}0`);
    expect((await ended(builds.service, key)).failure?.exitCode).toBe(1);
    const { head } = await soon(
      untilBuild(builds.service, key, (state) => state.head.failure?.failure.meaning !== undefined),
    );
    expect(head.failure?.failure.meaning).toContain('no space is left');
    expect(head.failure?.failure.remedy).toContain('Clean up');
  });

  it('is not taken for a folder that cannot be read', async () => {
    const context = await builds.project('FROM scratch\nCOPY big /\n');
    await writeFile(join(context, 'big'), randomBytes(80 * 1024 * 1024));
    const head = await ended(builds.service, await builds.begin({ builder: full, context }));
    expect(head.failure?.failure.title).toBe("The builder's disk is full.");
    expect(head.failure?.failure.remedy).toContain('Clean up');
    expect(builds.rig.builder(full)?.status).toBe('running');
  });
});

describe("this computer's disk that is full", () => {
  let place: string;

  beforeAll(async () => {
    place = await bed.freshFolder('tiny');
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'slipway-faults', place]);
  });
  afterAll(() => {
    execFileSync('umount', ['--lazy', place]);
  });

  it('fails the build without a half-written result', async () => {
    await writeFile(join(place, 'image.tar'), 'as it was');
    const context = await builds.project(
      'FROM busybox AS made\nRUN dd if=/dev/urandom of=/big bs=1M count=3\nFROM scratch\nCOPY --from=made /big /\n',
    );
    const outputs: readonly BuildOutput[] = [
      { kind: 'folder', path: join(place, 'folder') },
      { kind: 'tar', path: join(place, 'image.tar') },
      { kind: 'oci-archive', path: join(place, 'image.tar') },
    ];
    for (const output of outputs) {
      const head = await ended(builds.service, await builds.begin({ builder: name, context, outputs: [output] }));
      expect(head.failure?.failure).toMatchObject({
        code: 'exporter-failed',
        title: 'There is no space left for the result.',
      });
      expect(head.failure?.failure.meaning).toContain(place);
      expect(head.failure?.failure.remedy).toContain('Free space');
    }
    expect((await readdir(place, { recursive: true })).sort()).toEqual(['folder', 'image.tar']);
  });

  it('shortens the log of a build, which says so and goes on, and takes lines again once there is space', async () => {
    const spool = join(place, 'spool');
    await mkdir(spool);
    await writeFile(join(place, 'filler'), Buffer.alloc(1900 * 1024));
    const service = await builds.another({ spool });
    // BuildKit clips what is fast and large; each line, however short, has an entry of its own here.
    const print = 'yes | head -n 90000';
    // Slower than the disk is tried again.
    const later = 'for i in 1 2 3 4 5 6 7 8; do sleep 0.1; echo later $i; done; echo the end';
    const context = await builds.project(`FROM busybox\nRUN echo ${marker()}; ${print}; ${HOLD}; ${later}\n`);
    await until<'builders'>(builds.rig.builders, ({ items }) => items[name]?.status === 'running');
    const key = await service.begin({ ...PLAIN_BUILD, builder: name, context });
    const { head } = await untilBuild(service, key, (state) => state.head.notices !== undefined);
    expect(head.notices?.[0]).toMatchObject({
      code: 'data-unwritable',
      title: 'The log of this build is not kept whole.',
    });
    await rm(join(place, 'filler'));
    await letGo(builds.rig, `${name}0`);
    const ending = await ended(service, key);
    expect(ending.summary.status).toBe('done');
    const { log } = await look(service, key);
    expect(log.map(({ text }) => text)).toContain('the end');
    expect(log.some(({ text }) => /^\[Slipway: \d+ lines are missing here/.test(text))).toBe(true);
  });

  it('lets no build begin that could not be followed', async () => {
    const service = await builds.another({ spool: join(place, 'spool', 'gone') });
    const context = await builds.project('FROM busybox\n');
    await until<'builders'>(builds.rig.builders, ({ items }) => items[name]?.status === 'running');
    await expect(service.begin({ ...PLAIN_BUILD, builder: name, context })).rejects.toMatchObject({
      failure: { code: 'data-unwritable' },
    });
    await until<'builds'>(service.list, (state) => state.head.loaded);
    expect(Object.values(service.list.state().items).filter(({ origin }) => origin === 'slipway')).toEqual([]);
  });
});
