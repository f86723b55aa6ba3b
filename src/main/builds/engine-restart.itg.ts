import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type EngineDoor, engineDoor } from '../../../tools/testbed/engine-door.ts';
import type { TestbedState } from '../../../tools/testbed/state.ts';
import { openTestbed, type Testbed } from '../../../tools/testbed/testbed.ts';
import { bringUp, haltEngine, resumeEngine, takeDown } from '../../../tools/testbed/up.ts';
import type { BuilderItem, EngineItem } from '../../shared/contract/index.ts';
import { soon, until } from '../builders/testing/rig.ts';
import { type BuildsRig, ended, HOLD, openBuildsRig, stepOf, untilBuild } from './testing/builds-rig.ts';

/** An Engine of this test's own that is really stopped, crashed and started again. What Slipway asks goes through a door that counts. */
let state: TestbedState;
let bed: Testbed;
let door: EngineDoor;
let builds: BuildsRig;
const name = 'restart-itg';

beforeAll(async () => {
  state = await bringUp({ owned: true });
  bed = openTestbed(state);
  door = await engineDoor(bed.socketPath);
  await door.open();
  builds = await openBuildsRig(bed, {}, { DOCKER_HOST: door.url });
  await builds.rig.cli('buildx', 'create', '--name', name, '--driver', 'docker-container', '--bootstrap');
  await builds.rig.untilNode(name, (node) => node.status === 'running' && node.buildkitVersion !== undefined);
});

afterAll(async () => {
  // The Engine goes with all that is on it.
  await builds?.close([]);
  await door?.dispose();
  await bed?.dispose();
  if (state !== undefined) await takeDown(state);
});

const untilEngine = (condition: (engine: EngineItem['state']) => boolean) =>
  until<'engines'>(builds.rig.engines, ({ items }) => {
    const engine = items.default?.state;
    return engine !== undefined && condition(engine);
  });

const untilBuilder = (builder: string, condition: (item: BuilderItem) => boolean) =>
  until<'builders'>(builds.rig.builders, ({ items }) => {
    const item = items[builder];
    return item !== undefined && condition(item);
  });

async function beginHeld(): Promise<string> {
  const context = await builds.project(`FROM busybox\nRUN echo held ${randomBytes(6).toString('hex')}; ${HOLD}\n`);
  const key = await builds.begin({ builder: name, context });
  await untilBuild(builds.service, key, (view) => stepOf(view, 'echo held')?.logLines === 1);
  return key;
}

/** What was asked of the Engine since the last time but looks, execs and ways to its own BuildKit. */
function changes(asked: readonly string[]): readonly string[] {
  return asked.filter((line) => !/^GET |^POST (?:\/grpc|\/exec\/|\/containers\/[^/]+\/exec$)/.test(line));
}

const execs = (asked: readonly string[]) => asked.filter((line) => line.endsWith('/exec')).length;

it('an Engine that is stopped while it builds is told of, and the builder is there again with it', async () => {
  const key = await beginHeld();
  door.asked();
  door.connections();
  // It lets its containers end first, which takes BuildKit ten seconds, and answers nobody meanwhile.
  const halted = haltEngine(state, 'stop');
  const head = await ended(builds.service, key);
  expect(head.failure?.failure).toMatchObject({ title: 'The Docker Engine stopped answering while this was built.' });
  expect(head.failure?.failure.remedy).toContain('build again');
  await halted;
  await soon(untilEngine(({ kind }) => kind === 'down'));
  const lost = await soon(untilBuilder(name, ({ status }) => status === 'error'));
  // The last that is known stays, with its age.
  const node = lost.items[name]?.nodes[0];
  expect(node?.staleSince).toBeGreaterThan(0);
  expect(node?.buildkitVersion).toBeDefined();
  expect(node?.failure?.remedy).toBeDefined();
  expect(door.connections()).toBeLessThanOrEqual(60);
  expect(changes(door.asked())).toEqual([]);

  state = await resumeEngine(state);
  await soon(untilEngine(({ kind }) => kind === 'up'));
  await soon(untilBuilder(name, ({ status }) => status === 'running'));
  await soon(untilBuilder('default', ({ status }) => status === 'running'));
  await soon(until<'builds'>(builds.service.list, (list) => list.head.failures.length === 0));
  expect(builds.service.list.state().items[key]).toMatchObject({
    status: 'failed',
    errorHeadline: 'The Docker Engine stopped answering while this was built.',
  });
  const asked = door.asked();
  expect(changes(asked)).toEqual([]);
  expect(execs(asked)).toBeLessThanOrEqual(8);
  expect(door.connections()).toBeLessThanOrEqual(40);
});

it('an Engine that crashes while it builds is told of at once, and what became of the builder when it is back', async () => {
  await untilBuilder(name, ({ status, nodes }) => status === 'running' && nodes[0]?.buildkitVersion !== undefined);
  const key = await beginHeld();
  const others = await builds.project(`FROM busybox\nRUN echo theirs ${randomBytes(6).toString('hex')}; sleep 1000\n`);
  const cli = bed.spawnCli(['buildx', 'build', '--builder', name, others], {
    env: { BUILDX_CONFIG: builds.rig.buildxConfig },
  });
  const gone = new Promise((resolve) => cli.once('exit', resolve));
  const { items } = await until<'builds'>(builds.service.list, (list) =>
    Object.values(list.items).some(({ origin, status }) => origin === 'elsewhere' && status === 'running'),
  );
  const theirs = Object.values(items).find(({ origin }) => origin === 'elsewhere')?.key ?? '';
  door.asked();
  door.connections();
  await haltEngine(state, 'crash');
  const head = await soon(ended(builds.service, key));
  expect(head.failure?.failure.title).toBe('The Docker Engine stopped answering while this was built.');
  await soon(untilEngine(({ kind }) => kind === 'down'));
  await soon(untilBuilder(name, ({ status }) => status === 'error'));
  await gone;
  expect(changes(door.asked())).toEqual([]);
  expect(door.connections()).toBeLessThanOrEqual(40);

  state = await resumeEngine(state);
  await soon(untilEngine(({ kind }) => kind === 'up'));
  // An Engine without `live-restore` ends what ran on after it, and may or may not start it again.
  const { stdout } = await bed.cli(['inspect', '--format', '{{.State.Running}}', `buildx_buildkit_${name}0`]);
  const expected = stdout.trim() === 'true' ? 'running' : 'stopped';
  await soon(untilBuilder(name, ({ status }) => status === expected));
  // BuildKit has not recorded how either ended: ours stays, theirs is over.
  await soon(until<'builds'>(builds.service.list, (list) => list.items[theirs]?.status !== 'running'));
  expect(builds.service.list.state().items[key]?.status).toBe('failed');
  const asked = door.asked();
  expect(changes(asked)).toEqual([]);
  expect(execs(asked)).toBeLessThanOrEqual(8);
});
