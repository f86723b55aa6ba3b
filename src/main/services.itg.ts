import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type EngineDoor, engineDoor } from '../../tools/testbed/engine-door.ts';
import { testbed } from '../../tools/testbed/testbed.ts';
import { type CreateBuilder, PLAIN_BUILD } from '../shared/actions/index.ts';
import type { OperationHead } from '../shared/contract/index.ts';
import { removeNodes, soon, until } from './builders/testing/rig.ts';
import { ended, HOLD, letGo, listed, stepOf, untilBuild } from './builds/testing/builds-rig.ts';
import { connectEngine, environmentOf } from './engine/index.ts';
import { type StartedServices, startServices } from './services.ts';

/** Two Slipways of one person, each with its own folder, on one store and one Engine; all through a door that can hold. */
const bed = testbed();
const name = 'two-apps-itg';
const engine = connectEngine(
  { kind: 'socket', path: bed.socketPath },
  environmentOf({ env: bed.environment(), home: homedir(), platform: process.platform }),
);
let door: EngineDoor;
let buildxConfig: string;
let one: StartedServices;
let other: StartedServices;

beforeAll(async () => {
  await bed.registry.push('busybox', 'library/busybox', 'latest');
  door = await engineDoor(bed.socketPath);
  await door.open();
  buildxConfig = await bed.freshBuildxConfig();
  one = await start();
});
afterAll(async () => {
  await Promise.all([one, other].map((app) => app?.close()));
  await removeNodes(engine, [`${name}0`]);
  engine.close();
  await door.dispose();
  await bed.dispose();
});

/** A whole app but its window. */
async function start(): Promise<StartedServices> {
  const env = bed.environment({ BUILDX_CONFIG: buildxConfig, DOCKER_HOST: door.url });
  return startServices({
    environment: environmentOf({ env, home: homedir(), platform: process.platform }),
    userData: await bed.freshFolder('two-apps'),
    desktop: { copy: () => {}, pickFolder: async () => '', answerQuit: () => {} },
    versions: { version: '0', electron: '0' },
  });
}

const creation: CreateBuilder = {
  kind: 'create-builder',
  name,
  endpoint: '',
  options: {},
  flags: [],
  platforms: [],
  use: true,
  boot: true,
  existingState: 'ask',
};

async function operationEnd(app: StartedServices, id: string): Promise<OperationHead> {
  return (await until<'operation'>(app.operations.open(id), ({ head }) => head.status !== 'running')).head;
}

/** Waits until an app shows the builder so; undefined where it is not listed. */
const untilStatus = (app: StartedServices, status: string | undefined) =>
  until<'builders'>(app.builders, ({ items }) => items[name]?.status === status);

it('what one is in the middle of making is not taken for a leftover by the one that starts meanwhile', async () => {
  const held = door.holdBack(new RegExp(`^POST \\S*/containers/buildx_buildkit_${name}0/start`));
  const id = await one.operations.run(creation);
  const letThrough = await held;
  other = await start();
  expect(await other.operations.recovered()).toEqual([]);
  await soon(untilStatus(other, 'stopped'));
  letThrough();
  expect((await operationEnd(one, id)).status).toBe('done');
  await soon(untilStatus(one, 'running'));
  await soon(untilStatus(other, 'running'));
  await soon(until<'builders'>(other.builders, ({ head }) => head.current === name));
});

it('a build of the one runs, is followed and ends in both, and can be cancelled where it was started alone', async () => {
  await until<'builders'>(one.builders, ({ items }) => items[name]?.nodes[0]?.buildkitVersion !== undefined);
  await until<'builders'>(other.builders, ({ items }) => items[name]?.nodes[0]?.buildkitVersion !== undefined);
  const context = join(await bed.freshFolder('builds'), 'shared');
  await mkdir(context);
  const held = `RUN echo held ${randomBytes(6).toString('hex')}; ${HOLD}`;
  await writeFile(join(context, 'Dockerfile'), `FROM busybox\n${held}\nRUN echo after\n`);
  const key = await one.builds.begin({ ...PLAIN_BUILD, builder: name, context });
  await untilBuild(one.builds, key, (state) => stepOf(state, 'echo held')?.logLines === 1);
  const theirs = await soon(listed(other.builds, key, ({ status }) => status === 'running'));
  expect(theirs).toMatchObject({ name: 'shared', origin: 'elsewhere' });
  await untilBuild(other.builds, key, (state) => stepOf(state, 'echo held')?.logLines === 1);
  expect(() => other.builds.cancel(key)).toThrow('cannot be cancelled from here');
  await letGo({ cli: async (...args) => (await bed.cli(args)).stdout }, `${name}0`);
  expect((await ended(one.builds, key)).summary.status).toBe('done');
  expect((await soon(ended(other.builds, key))).summary.status).toBe('done');
});

it('what both do to one builder at once ends with a word for each, and nothing half done', async () => {
  const stopped = await other.operations.run({ kind: 'stop-builder', name });
  expect((await operationEnd(other, stopped)).status).toBe('done');
  await soon(untilStatus(one, 'stopped'));
  const removal = { kind: 'remove-builder', name, keepState: false } as const;
  const ids = [await one.operations.run(removal), await other.operations.run(removal)];
  const [mine, theirs] = await Promise.all([operationEnd(one, ids[0] ?? ''), operationEnd(other, ids[1] ?? '')]);
  expect([mine.status, theirs.status]).toContain('done');
  for (const { status, failure } of [mine, theirs]) if (status !== 'done') expect(failure?.title).toMatch(/\.$/);
  await soon(untilStatus(one, undefined));
  await soon(untilStatus(other, undefined));
  expect(await engine.containers.list({ namePrefix: `buildx_buildkit_${name}` })).toEqual([]);
  expect(await engine.volumes.list({ namePrefix: `buildx_buildkit_${name}` })).toEqual([]);
  const third = await start();
  expect(await third.operations.recovered()).toEqual([]);
  await third.close();
});

it('a builder that the other removes while it is being made is not left half made', async () => {
  const held = door.holdBack(new RegExp(`^POST \\S*/containers/buildx_buildkit_${name}0/start`));
  const id = await one.operations.run(creation);
  const letThrough = await held;
  await soon(untilStatus(other, 'stopped'));
  const removal = await other.operations.run({ kind: 'remove-builder', name, keepState: false });
  expect((await operationEnd(other, removal)).status).toBe('done');
  letThrough();
  const head = await operationEnd(one, id);
  expect(head.status).toBe('failed');
  expect(head).toMatchObject({
    leftovers: [],
    failure: { code: 'conflict', title: `The builder ${name} was removed while it was being made.` },
  });
  await soon(untilStatus(one, undefined));
  expect(await engine.containers.list({ namePrefix: `buildx_buildkit_${name}` })).toEqual([]);
  expect(await engine.volumes.list({ namePrefix: `buildx_buildkit_${name}` })).toEqual([]);
});
