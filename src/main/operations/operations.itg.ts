import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Testbed, testbed } from '../../../tools/testbed/testbed.ts';
import type { CreateBuilder } from '../../shared/actions/schemas.ts';
import type { OperationHead, OperationStep } from '../../shared/contract/index.ts';
import { orUndefined } from '../builders/index.ts';
import { openRig, type Rig, removeNodes, until } from '../builders/testing/rig.ts';
import { ended, type OperationsRig, openOperations } from './testing/operations-rig.ts';

const NAME = 'op-flow';
const CONTAINER = `buildx_buildkit_${NAME}0`;
const VOLUME = `${CONTAINER}_state`;

let bed: Testbed;
let rig: Rig;
let operations: OperationsRig;

beforeAll(async () => {
  bed = testbed();
  rig = await openRig(bed);
  operations = await openOperations(bed, rig);
});
afterAll(async () => {
  await operations.close();
  await rig.close([`${NAME}0`]);
  await bed.dispose();
});

async function clean(): Promise<void> {
  await rig.store.remove(NAME);
  await removeNodes(rig.engine, [`${NAME}0`]);
}

function create(more: Partial<CreateBuilder> = {}): CreateBuilder {
  return { ...operations.createAction(NAME), ...more };
}

async function runWithSteps(action: CreateBuilder): Promise<{ head: OperationHead; steps: readonly OperationStep[] }> {
  const id = await operations.operations.run(action);
  const head = await ended(operations.operations, id);
  const steps = Object.values(operations.operations.open(id).state().items).sort((a, b) => a.index - b.index);
  return { head, steps };
}

async function what(): Promise<{ listed: boolean; container: string; volume: boolean }> {
  const { containers, volumes } = rig.engine;
  const container = await orUndefined(containers.inspect(CONTAINER));
  const volume = await orUndefined(volumes.inspect(VOLUME));
  const listed = (await rig.cli('buildx', 'ls', '--format', '{{.Name}}')).split('\n').includes(NAME);
  return { listed, container: container?.state.status ?? 'none', volume: volume !== undefined };
}

const NOTHING = { listed: false, container: 'none', volume: false };

describe('making a builder', () => {
  test('pulls an image that only a registry has, step by step', async () => {
    const digest = await bed.registry.push('buildkit', 'slipway-op/buildkit', 'v1');
    const image = `${bed.registry.address}/slipway-op/buildkit:v1`;
    try {
      const { head, steps } = await runWithSteps(create({ options: { image } }));
      expect(head).toMatchObject({ status: 'done', leftovers: [] });
      expect(steps.map(({ id, status }) => [id, status])).toEqual([
        ['write-store', 'done'],
        ['pull', 'done'],
        ['create', 'done'],
        ['copy', 'done'],
        ['start', 'done'],
        ['ready', 'done'],
      ]);
      expect(steps[1]?.note).toBe(image);
      expect(await what()).toEqual({ listed: true, container: 'running', volume: true });
    } finally {
      await clean();
      await rig.engine.images.remove(image, { force: true });
      await bed.registry.remove('slipway-op/buildkit', digest);
    }
  });

  test('uses the local image where the registry has none, and says so', async () => {
    await rig.cli('tag', bed.buildkitImage, 'slipway-op-local/buildkit:x');
    try {
      const { head, steps } = await runWithSteps(create({ options: { image: 'slipway-op-local/buildkit:x' } }));
      expect(head.status).toBe('done');
      expect(steps.find(({ id }) => id === 'pull')?.note).toMatch(/^Using the image that is here: /);
    } finally {
      await clean();
      await rig.engine.images.remove('slipway-op-local/buildkit:x');
    }
  });

  test('takes all of it back where the image cannot be had, at its field', async () => {
    const head = await operations.run(create({ options: { image: 'slipway-op-none/nothing:1' }, use: true }));
    expect(head).toMatchObject({ status: 'failed', failure: { code: 'image-unavailable' }, leftovers: [] });
    expect(await what()).toEqual(NOTHING);
    expect(await operations.journal()).toEqual([]);
  });

  test('takes all of it back where BuildKit does not come up, with its log', async () => {
    const head = await operations.run(create({ flags: ['--no-such-flag'] }));
    expect(head).toMatchObject({ status: 'failed', failure: { code: 'boot-failed' }, leftovers: [] });
    expect(head.failure?.detail).toContain('no-such-flag');
    expect(await what()).toEqual(NOTHING);
  });

  test('takes all of it back where the network is not there', async () => {
    const head = await operations.run(create({ options: { network: 'slipway-op-no-net' } }));
    expect(head).toMatchObject({ status: 'failed', leftovers: [] });
    expect(head.failure?.detail).toContain('slipway-op-no-net');
    expect(await what()).toEqual(NOTHING);
  });

  test('takes all of it back when cancelled while it boots', async () => {
    const id = await operations.operations.run(create({ flags: ['--addr', 'unix:///elsewhere.sock'] }));
    await until<'operation'>(operations.operations.open(id), ({ items }) => items.ready?.status === 'running');
    operations.operations.cancel(id);
    expect(await ended(operations.operations, id)).toMatchObject({
      status: 'cancelled',
      failure: { code: 'cancelled' },
      leftovers: [],
    });
    expect(await what()).toEqual(NOTHING);
  });

  test('without a boot is only listed, as by the CLI', async () => {
    await operations.run(create({ boot: false }));
    expect(await what()).toEqual({ ...NOTHING, listed: true });
    await clean();
  });

  test.each([
    [{ name: 'default' }, 'name'],
    [{ name: '1a' }, 'name'],
    [{ options: { memory: 'lots' } }, 'memory'],
    [{ options: { memory: '1m' } }, 'memory'],
    [{ options: { 'cpuset-cpus': '0-999' } }, 'cpuset-cpus'],
    [{ options: { nonsense: '1' } }, 'nonsense'],
    [{ platforms: ['a/b/c/d'] }, 'platforms'],
    [{ endpoint: 'no-such-context' }, 'endpoint'],
    [{ endpoint: 'unix:///no/such.sock' }, 'endpoint'],
  ])('%j is refused at its field', async (more, field) => {
    await expect(operations.operations.run(create(more))).rejects.toMatchObject({ failure: { field } });
    expect(await what()).toEqual(NOTHING);
  });

  test('a name that is taken by a builder or a container is refused at the name', async () => {
    await rig.cli('buildx', 'create', '--name', 'Op-Flow', '--driver', 'docker-container');
    await expect(operations.operations.run(create())).rejects.toMatchObject({
      failure: { code: 'builder-exists', field: 'name' },
    });
    await rig.cli('buildx', 'inspect', '--bootstrap', NAME);
    await rig.cli('buildx', 'rm', '--keep-daemon', NAME);
    await expect(operations.operations.run(create({ existingState: 'use' }))).rejects.toMatchObject({
      failure: { code: 'conflict', field: 'name' },
    });
    expect((await what()).container).toBe('running');
    await clean();
  });
});

describe('state that is there already', () => {
  test('is kept by a removal that keeps it, found by name, asked about, used and emptied', async () => {
    await operations.run(create());
    await rig.engine.containers.exec(CONTAINER, ['touch', '/var/lib/buildkit/slipway-mark']);
    const kept = await operations.run({ kind: 'remove-builder', name: NAME, keepState: true });
    expect(kept).toMatchObject({ status: 'done', leftovers: [] });
    expect(await what()).toEqual({ ...NOTHING, volume: true });

    const [state] = await operations.operations.existingState('OP-Flow', '');
    expect(state).toMatchObject({ name: VOLUME, node: `${NAME}0`, usedBy: [] });
    const size = await operations.operations.volumeSize('', VOLUME);
    expect(size.kind === 'known' && size.bytes).toBeGreaterThan(1000);

    await expect(operations.operations.run(create())).rejects.toMatchObject({
      failure: { code: 'conflict', field: 'name' },
    });
    await operations.run(create({ existingState: 'use' }));
    expect(await marked()).toBe(true);
    expect((await operations.operations.existingState(NAME, 'default'))[0]?.usedBy).toEqual([CONTAINER]);

    await operations.run({ kind: 'remove-builder', name: NAME, keepState: true });
    const { head, steps } = await runWithSteps(create({ existingState: 'empty' }));
    expect(head.status).toBe('done');
    expect(steps[0]).toMatchObject({ id: 'delete-state', status: 'done' });
    expect(await marked()).toBe(false);
    await operations.run({ kind: 'remove-builder', name: NAME, keepState: false });
    expect(await what()).toEqual(NOTHING);
  });

  test('that was used stays when the boot fails; that was emptied is said to be gone', async () => {
    await rig.engine.volumes.create(VOLUME);
    const flags = ['--no-such-flag'];
    const used = await operations.run(create({ flags, existingState: 'use' }));
    expect(used).toMatchObject({ status: 'failed', leftovers: [] });
    expect(await what()).toEqual({ ...NOTHING, volume: true });
    const emptied = await operations.run(create({ flags, existingState: 'empty' }));
    expect(emptied.leftovers).toEqual([`The old state volume ${VOLUME} was deleted, as you chose.`]);
    expect(await what()).toEqual(NOTHING);
  });

  test('of a builder whose container is gone already goes with it', async () => {
    await operations.run(create());
    await rig.engine.containers.remove(CONTAINER, { force: true });
    await operations.run({ kind: 'remove-builder', name: NAME, keepState: false });
    expect(await what()).toEqual(NOTHING);
  });

  test('that somebody else uses stays, and that is said', async () => {
    await operations.run(create());
    await rig.cli(
      'run',
      '-d',
      '--name',
      'slipway-op-user',
      '-v',
      `${VOLUME}:/x`,
      '--entrypoint',
      'sleep',
      bed.buildkitImage,
      '600',
    );
    try {
      const head = await operations.run({ kind: 'remove-builder', name: NAME, keepState: false });
      expect(head).toMatchObject({ status: 'failed', failure: { code: 'volume-in-use' } });
      expect(head.leftovers.join()).toContain(VOLUME);
      expect(await what()).toEqual({ ...NOTHING, volume: true });
    } finally {
      await rig.cli('rm', '-f', '-v', 'slipway-op-user');
      await clean();
    }
  });

  async function marked(): Promise<boolean> {
    const { exitCode } = await rig.engine.containers.exec(CONTAINER, ['test', '-e', '/var/lib/buildkit/slipway-mark']);
    return exitCode === 0;
  }
});

describe('a builder that is there', () => {
  test('is stopped, started, made current, and shows what is being done to it', async () => {
    await operations.run(create());
    await rig.untilNode(NAME, ({ status }) => status === 'running');
    const id = await operations.operations.run({ kind: 'stop-builder', name: NAME });
    const { items } = await until(rig.builders, (state) => state.items[NAME]?.operation?.id === id);
    expect(items[NAME]?.operation).toEqual({ id, kind: 'stopping' });
    await expect(operations.operations.run({ kind: 'start-builder', name: NAME })).rejects.toMatchObject({
      failure: { code: 'conflict' },
    });
    expect((await ended(operations.operations, id)).status).toBe('done');
    await rig.untilNode(NAME, ({ status }) => status === 'stopped');
    await until(rig.builders, (state) => state.items[NAME]?.operation === undefined);

    expect((await operations.run({ kind: 'start-builder', name: NAME })).status).toBe('done');
    await rig.untilNode(NAME, (node) => node.status === 'running' && node.buildkitVersion !== undefined);

    await operations.operations.use({ kind: 'use-builder', name: NAME });
    await until(rig.builders, ({ items: now }) => now[NAME]?.current === true);
    expect(await rig.cli('buildx', 'ls')).toMatch(new RegExp(`^${NAME}\\* `, 'm'));
    await operations.operations.use({ kind: 'use-builder', name: 'default' });
    await until(rig.builders, ({ items: now }) => now.default?.current === true);
    await operations.run({ kind: 'remove-builder', name: NAME, keepState: false });
  });

  test('whose Engine never answers is taken off the list, and what may stay is said', async () => {
    const server = await listen();
    try {
      const { port } = server.address() as { port: number };
      const endpoint = `tcp://127.0.0.1:${port}`;
      const node = { name: 'op-gone0', endpoint, platforms: null, driverOpts: null, flags: null, files: null };
      await rig.store.save({ name: 'op-gone', driver: 'docker-container', nodes: [node], dynamic: false });
      const head = await operations.run({ kind: 'remove-builder', name: 'op-gone', keepState: false });
      expect(head.status).toBe('failed');
      expect(head.leftovers.join()).toContain(endpoint);
      expect(await rig.store.read('op-gone')).toBeUndefined();
    } finally {
      server.close();
    }
  });

  test('that comes with a context is neither stopped nor removed', async () => {
    for (const kind of ['stop-builder', 'start-builder'] as const) {
      await expect(operations.operations.run({ kind, name: 'default' })).rejects.toMatchObject({
        failure: { code: 'unsupported' },
      });
    }
    await expect(
      operations.operations.run({ kind: 'remove-builder', name: 'default', keepState: true }),
    ).rejects.toMatchObject({ failure: { code: 'unsupported', command: 'docker context rm default' } });
  });
});

describe('running an image', () => {
  const made: string[] = [];

  async function imageOf(command: string): Promise<string> {
    const image = `slipway-op-run:${made.length}`;
    made.push(image);
    await rig.cli('create', '--name', 'slipway-op-run', bed.buildkitImage);
    const change = `ENTRYPOINT ["/bin/sh", "-c", ${JSON.stringify(command)}]`;
    await rig.cli('commit', '--change', change, '--change', 'CMD []', 'slipway-op-run', image);
    await rig.cli('rm', '-v', 'slipway-op-run');
    return image;
  }

  afterAll(async () => {
    for (const image of made) await rig.engine.images.remove(image, { force: true });
  });

  test('shows what it prints and how it ended', async () => {
    const image = await imageOf('echo out; echo err >&2; exit 3');
    const head = await operations.run({ kind: 'run-image', image, engine: 'default' });
    expect(head).toMatchObject({ status: 'done', exitCode: 3 });
    expect(head.output).toHaveLength(2);
    expect(head.output).toEqual(
      expect.arrayContaining([
        { stream: 1, text: 'out' },
        { stream: 2, text: 'err' },
      ]),
    );
    expect(await rig.engine.containers.list({ label: 'app.slipway.purpose=run-image' })).toEqual([]);
  });

  test('is stopped when cancelled', async () => {
    const image = await imageOf('trap "echo asked; exit 0" TERM; echo ready; while :; do sleep 0.1; done');
    const id = await operations.operations.run({ kind: 'run-image', image, engine: '' });
    await until<'operation'>(operations.operations.open(id), ({ head }) =>
      head.output.some(({ text }) => text === 'ready'),
    );
    operations.operations.cancel(id);
    const head = await ended(operations.operations, id);
    expect(head.status).toBe('cancelled');
    expect(head.output.at(-1)?.text).toBe('asked');
    expect(await rig.engine.containers.list({ label: 'app.slipway.purpose=run-image' })).toEqual([]);
    expect(await operations.journal()).toEqual([]);
  });

  test('an image that is nowhere says so', async () => {
    const head = await operations.run({ kind: 'run-image', image: 'slipway-op-none/nothing:1', engine: '' });
    expect(head).toMatchObject({ status: 'failed', failure: { code: 'image-unavailable' } });
  });
});

function listen(): Promise<Server> {
  const server = createServer(() => {});
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}
