import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Testbed, testbed } from '../../../tools/testbed/testbed.ts';
import type { BuilderItem } from '../../shared/contract/index.ts';
import { inListOrder, UsageService } from './index.ts';
import { openRig, type Rig, until } from './testing/rig.ts';

let bed: Testbed;
let rig: Rig;

beforeAll(async () => {
  bed = testbed();
  rig = await openRig(bed);
});
afterAll(async () => {
  await rig.close(['bs-one0', 'bs-live0', 'bs-usage0', 'bs-dead0']);
  await bed.dispose();
});

/** `keepDuration` in nanoseconds. */
interface LsRule {
  readonly all: boolean;
  readonly filter: readonly string[] | null;
  readonly keepDuration: number;
  readonly reservedSpace: number;
  readonly maxUsedSpace: number;
  readonly minFreeSpace: number;
}

interface LsRow {
  readonly LastActivity: string;
  readonly Name: string;
  readonly Driver: string;
  readonly Current: boolean;
  readonly Nodes: readonly Record<string, unknown>[];
}

async function ls(): Promise<readonly LsRow[]> {
  const text = await rig.cli('buildx', 'ls', '--format', 'json');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** The fields of an item that `docker buildx ls` prints too, in its form. */
function asLs({ name, driver, current, lastActivity, nodes }: BuilderItem): unknown {
  return {
    Name: name,
    Driver: driver,
    Current: current,
    LastActivity:
      lastActivity === undefined ? undefined : `${new Date(lastActivity / 1000).toISOString().slice(0, 19)}Z`,
    Nodes: nodes.map((node) => ({
      Name: node.name,
      Endpoint: node.endpoint,
      Status: node.status,
      Version: node.buildkitVersion,
      Flags: node.flags.length > 0 ? node.flags : undefined,
      DriverOpts: Object.keys(node.driverOptions).length > 0 ? node.driverOptions : undefined,
      Platforms: node.platforms.length > 0 ? node.platforms.map(({ name: platform }) => platform) : undefined,
      Labels: Object.keys(node.labels).length > 0 ? node.labels : undefined,
      GCPolicy:
        node.gcPolicy.length > 0
          ? node.gcPolicy.map((rule) => [
              rule.all,
              rule.filters,
              rule.keepDuration,
              rule.reservedSpace,
              rule.maxUsedSpace,
              rule.minFreeSpace,
            ])
          : undefined,
    })),
  };
}

function fromLs({ Name, Driver, Current, LastActivity, Nodes }: LsRow): unknown {
  return {
    Name,
    Driver,
    Current,
    // Go's zero time: never used.
    LastActivity: LastActivity.startsWith('0001-') ? undefined : LastActivity,
    Nodes: Nodes.map(({ Name: node, Endpoint, Status, Version, Flags, DriverOpts, Platforms, Labels, GCPolicy }) => ({
      Name: node,
      Endpoint,
      Status,
      Version,
      Flags,
      DriverOpts,
      Platforms,
      Labels,
      GCPolicy: (GCPolicy as readonly LsRule[] | undefined)?.map((rule) => [
        rule.all,
        rule.filter ?? [],
        rule.keepDuration / 1000,
        rule.reservedSpace,
        rule.maxUsedSpace,
        rule.minFreeSpace,
      ]),
    })),
  };
}

test('a builder that the CLI makes appears by event, booted, stopped and removed by others', async () => {
  await until(rig.builders, ({ head }) => head.loaded);
  await rig.cli('buildx', 'create', '--name', 'bs-one', '--driver', 'docker-container', '--driver-opt', 'memory=300m');
  const inactive = await rig.untilNode('bs-one', ({ status }) => status === 'inactive');
  expect(inactive).toMatchObject({ name: 'bs-one0', driverOptions: { memory: '300m' } });
  expect(inactive.container).toBeUndefined();

  await rig.cli('buildx', 'inspect', '--bootstrap', 'bs-one');
  const running = await rig.untilNode(
    'bs-one',
    (node) => node.status === 'running' && node.buildkitVersion !== undefined,
  );
  expect(running.container).toMatchObject({
    name: 'buildx_buildkit_bs-one0',
    image: 'moby/buildkit:buildx-stable-1',
    memory: 300 * 1024 * 1024,
    memorySwap: 600 * 1024 * 1024,
    restartPolicy: 'unless-stopped',
    cgroupParent: '/docker/buildx',
    networks: [{ name: 'bridge' }],
  });
  expect(running.stateVolume).toBe('buildx_buildkit_bs-one0_state');
  expect(running.key).toBe(`${(await rig.engine.info()).id}/buildx_buildkit_bs-one0`);
  expect(running.platforms[0]).toMatchObject({ native: true, fixed: false });

  await rig.cli('stop', 'buildx_buildkit_bs-one0');
  const stopped = await rig.untilNode('bs-one', ({ status }) => status === 'stopped');
  expect(stopped.container?.state).toBe('exited');
  await rig.cli('start', 'buildx_buildkit_bs-one0');
  await rig.untilNode('bs-one', (node) => node.status === 'running' && node.buildkitVersion !== undefined);

  await rig.cli('buildx', 'rm', '--keep-state', 'bs-one');
  await until(rig.builders, ({ items }) => items['bs-one'] === undefined);
});

test('what is listed equals what docker buildx ls lists, in its order', async () => {
  await rig.cli('buildx', 'create', '--name', 'bs-Zed', '--driver', 'docker-container', '--platform', 'linux/arm64');
  await rig.cli('buildx', 'create', '--name', 'bs-live', '--driver', 'docker-container', '--use', '--bootstrap');
  // The CLI notes the use of a context's own builder too.
  await rig.store.touch('default', new Date('2026-05-04T03:02:01Z'));
  await rig.builders.refresh();
  const rows = await ls();
  const items = inListOrder(Object.values(rig.builders.state().items));
  expect(items.map(asLs)).toEqual(rows.map(fromLs));
  expect(items.filter(({ current }) => current).map(({ name }) => name)).toEqual(['bs-live']);
  expect(rig.builders.state().head).toMatchObject({ current: 'bs-live', currentContext: 'default' });
  expect(rig.builder('bs-live')?.currentFor).toEqual(['default']);
  expect(rig.builder('default')).toMatchObject({ implicit: true, driver: 'docker', status: 'running' });
});

test('a network that the container joins or leaves shows', async () => {
  await rig.untilNode('bs-live', ({ status }) => status === 'running');
  await rig.cli('network', 'create', 'slipway-bs-net');
  try {
    await rig.cli('network', 'connect', 'slipway-bs-net', 'buildx_buildkit_bs-live0');
    await rig.untilNode('bs-live', ({ container }) =>
      Boolean(container?.networks.some(({ name, address }) => name === 'slipway-bs-net' && address !== '')),
    );
    await rig.cli('network', 'disconnect', 'slipway-bs-net', 'buildx_buildkit_bs-live0');
    await rig.untilNode('bs-live', ({ container }) => container?.networks.length === 1);
  } finally {
    await rig.cli('network', 'rm', 'slipway-bs-net');
  }
});

test('opening a stopped node says so and boots nothing; ensuring it boots once for all who ask', async () => {
  const ref = { builder: 'bs-live', node: 'bs-live0' };
  await rig.builders.stop(ref);
  await rig.untilNode('bs-live', ({ status }) => status === 'stopped');
  await expect(rig.builders.open(ref)).rejects.toMatchObject({ failure: { code: 'builder-not-running' } });
  const before = await rig.engine.containers.inspect('buildx_buildkit_bs-live0');
  const told: string[][] = [[], [], []];
  const opened = await Promise.all(
    told.map((texts) =>
      rig.builders.ensureRunning(ref, (event) => {
        if (event.kind === 'status' && event.endedAt === undefined) texts.push(event.text);
      }),
    ),
  );
  expect(opened[0]?.target).toMatchObject({ kind: 'container', container: 'buildx_buildkit_bs-live0' });
  for (const texts of told) expect(texts).toEqual(['starting container buildx_buildkit_bs-live0']);
  const after = await rig.engine.containers.inspect('buildx_buildkit_bs-live0');
  expect(after.id).toBe(before.id);
  expect(after.restartCount).toBe(before.restartCount);
});

test('an endpoint that never answers holds up nobody', async () => {
  const silent = await listen();
  try {
    const { port } = silent.address() as { port: number };
    const bytes = JSON.stringify({
      Name: 'bs-dead',
      Driver: 'docker-container',
      Nodes: [
        {
          Name: 'bs-dead0',
          Endpoint: `tcp://127.0.0.1:${port}`,
          Platforms: null,
          DriverOpts: null,
          Flags: null,
          Files: null,
        },
      ],
      Dynamic: false,
    });
    await writeFile(join(rig.buildxConfig, 'instances', 'bs-dead'), bytes);
    await rig.untilNode('bs-dead', ({ status }) => status === 'loading');
    await rig.cli('stop', 'buildx_buildkit_bs-live0');
    await rig.untilNode('bs-live', ({ status }) => status === 'stopped');
    expect(rig.builder('bs-dead')?.status).toBe('loading');
    const dead = await rig.untilNode('bs-dead', ({ status }) => status === 'error');
    expect(dead.failure?.code).toBe('engine-unreachable');
    await rig.cli('start', 'buildx_buildkit_bs-live0');
    await rig.untilNode('bs-live', ({ status }) => status === 'running');
  } finally {
    silent.close();
  }
});

test('a bad driver option shows as the error that the CLI gives, and a stray file as a problem', async () => {
  const bytes = JSON.stringify({
    Name: 'bs-bad',
    Driver: 'docker-container',
    Nodes: [
      {
        Name: 'bs-bad0',
        Endpoint: bed.dockerHost,
        Platforms: null,
        DriverOpts: { memory: 'much' },
        Flags: null,
        Files: null,
      },
    ],
    Dynamic: false,
  });
  await writeFile(join(rig.buildxConfig, 'instances', 'bs-bad'), bytes);
  const bad = await rig.untilNode('bs-bad', ({ status }) => status === 'error');
  expect(bad.failure).toMatchObject({ code: 'invalid-input', field: 'memory' });
  await writeFile(join(rig.buildxConfig, 'instances', '.stray'), '');
  const { head } = await until(rig.builders, (state) => state.head.problems.length > 0);
  expect(head.problems[0]?.file).toBe(join(rig.buildxConfig, 'instances', '.stray'));
});

test('usage is measured only while somebody listens', async () => {
  await rig.untilNode('bs-live', ({ status }) => status === 'running');
  const usage = new UsageService({ builders: rig.builders, engines: rig.engines });
  expect(usage.state().items).toEqual({});
  const key = rig.builder('bs-live')?.nodes[0]?.key ?? '';
  const { items } = await until(usage, (state) => (state.items[key]?.samples.length ?? 0) >= 2);
  const [first, second] = items[key]?.samples ?? [];
  expect(first?.cpu).toBeUndefined();
  expect(second?.cpu).toBeGreaterThanOrEqual(0);
  expect(second?.memory).toBeGreaterThan(1_000_000);
  expect(second?.time).toBeGreaterThan(first?.time ?? Number.NaN);
  expect(usage.state().items).toEqual({});
});

function listen(): Promise<Server> {
  const server = createServer(() => {});
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}
