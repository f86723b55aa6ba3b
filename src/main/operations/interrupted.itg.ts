import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Testbed, testbed } from '../../../tools/testbed/testbed.ts';
import { SlipwayError } from '../../shared/contract/index.ts';
import { BuildersService, EnginesService, orUndefined } from '../builders/index.ts';
import { openRig, type Rig, removeNodes } from '../builders/testing/rig.ts';
import { type OperationAction, OperationsService } from './index.ts';
import { ended, type OperationsRig, openOperations } from './testing/operations-rig.ts';

const NAME = 'op-cut';
const NODE = { builder: NAME, node: `${NAME}0` };
const CONTAINER = `buildx_buildkit_${NAME}0`;
const VOLUME = `${CONTAINER}_state`;
/** A daemon that never becomes ready, since it listens where nobody looks. */
const NEVER_READY = ['--addr', 'unix:///elsewhere.sock'];
const NOTHING = { listed: false, container: 'none', volume: false };

let bed: Testbed;
let rig: Rig;
let operations: OperationsRig;

beforeAll(async () => {
  bed = testbed();
  rig = await openRig(bed, { mirror: true });
  operations = await openOperations(bed, rig);
});
afterEach(async () => {
  await rig.store.remove(NAME);
  await removeNodes(rig.engine, [`${NAME}0`]);
});
afterAll(async () => {
  await operations.close();
  await rig.close();
  await bed.dispose();
});

async function what(): Promise<{ listed: boolean; container: string; volume: boolean }> {
  const container = await orUndefined(rig.engine.containers.inspect(CONTAINER));
  const volume = await orUndefined(rig.engine.volumes.inspect(VOLUME));
  const listed = (await rig.store.read(NAME)) !== undefined;
  return { listed, container: container?.state.status ?? 'none', volume: volume !== undefined };
}

/** Runs an operation in services of its own and closes those, as the app does when it is quit, when the step is about to be done. */
async function quitAt(step: string, action: OperationAction): Promise<OperationsRig> {
  const { environment, store } = rig;
  const journalDir = join(await bed.freshFolder('journal'), 'journal');
  const engines = new EnginesService({ environment });
  const builders = new BuildersService({ environment, store, engines });
  const closed = Promise.withResolvers<void>();
  const app = new OperationsService({
    environment,
    store,
    engines,
    builders,
    journalDir,
    onStep: (_operation, next) => {
      if (next !== step) return;
      void app.close().then(closed.resolve);
      builders.close();
      engines.close();
    },
  });
  engines.start();
  const id = await app.run(action);
  expect((await ended(app, id)).status).not.toBe('done');
  await closed.promise;
  const next = await openOperations(bed, rig, { journalDir });
  expect(await next.journal()).toHaveLength(1);
  return next;
}

describe('the app is closed', () => {
  test.each(['stop', 'container'])(
    'before %s of a removal: nothing is forgotten, and the next start ends it',
    async (step) => {
      await operations.run(operations.createAction(NAME));
      const next = await quitAt(`${NAME}0/${step}`, { kind: 'remove-builder', name: NAME, keepState: true });
      expect(await what()).toMatchObject({ listed: true, volume: true });
      await next.operations.recover();
      expect((await next.operations.recovered())[0]?.sentences.join(' ')).toContain('has removed it now');
      expect(await what()).toEqual({ listed: false, container: 'none', volume: true });
      expect(await next.journal()).toEqual([]);
    },
  );

  test.each(['pull', 'create', 'start'])('before %s of a creation: nothing is taken back', async (step) => {
    const next = await quitAt(step, operations.createAction(NAME));
    expect(await what()).toMatchObject({ listed: true });
    await next.operations.recover();
    expect((await next.operations.recovered())[0]?.sentences.join(' ')).toMatch(/saved with all|completed and started/);
    expect((await next.run({ kind: 'start-builder', name: NAME })).status).toBe('done');
    expect(await what()).toEqual({ listed: true, container: 'running', volume: true });
  });
});

describe('a builder that something else boots', () => {
  test('while its creation is cancelled leaves nothing behind', async () => {
    let joined: Promise<void> | undefined;
    const { promise: hears, resolve: heard } = Promise.withResolvers<void>();
    const making = await openOperations(bed, rig, {
      onStep: async (_operation, step) => {
        if (step !== 'create') return;
        joined = rig.builders.boot(NODE, () => heard());
        joined.catch(() => {});
        await hears;
      },
    });
    const id = await making.operations.run({ ...making.createAction(NAME), flags: NEVER_READY });
    await hears;
    making.operations.cancel(id);
    expect((await ended(making.operations, id)).status).toBe('cancelled');
    await expect(joined).rejects.toMatchObject({
      failure: { code: 'conflict', title: expect.stringContaining('taken back') },
    });
    expect(await what()).toEqual(NOTHING);
  });

  test('while it is removed leaves nothing behind, and is told', async () => {
    await operations.run({ ...operations.createAction(NAME), boot: false, flags: NEVER_READY });
    let boot: Promise<void> | undefined;
    await new Promise<void>((resolve) => {
      boot = rig.builders.boot(NODE, (event) => {
        if (event.kind === 'step' && event.step === 'ready') resolve();
      });
      boot.catch(() => {});
    });
    const head = await operations.run({ kind: 'remove-builder', name: NAME, keepState: false });
    expect(head).toMatchObject({ status: 'done', leftovers: [] });
    await expect(boot).rejects.toMatchObject({
      failure: { code: 'conflict', title: expect.stringContaining('being removed') },
    });
    expect(await what()).toEqual(NOTHING);
  });
});

test('a builder that is whole stays where the store is locked when it is to become current', async () => {
  const released = Promise.withResolvers<void>();
  let holding: Promise<void> | undefined;
  const making = await openOperations(bed, rig, {
    onStep: async (_operation, step) => {
      if (step !== 'use') return;
      await new Promise<void>((resolve) => {
        holding = rig.store.transaction(async () => {
          resolve();
          await released.promise;
        });
      });
    },
  });
  const head = await making.run({ ...making.createAction(NAME), use: true });
  released.resolve();
  await holding;
  expect(head).toMatchObject({ status: 'failed', failure: { code: 'store-locked' }, leftovers: [] });
  expect(head.failure?.title).toContain('was made, but');
  expect(await what()).toEqual({ listed: true, container: 'running', volume: true });
  expect(await making.journal()).toEqual([]);
});

test('a container that does not stop is removed as it is', async () => {
  await operations.run(operations.createAction(NAME));
  const stored = await rig.store.read(NAME);
  const engine = await rig.engines.engineOf(stored?.nodes[0]?.endpoint ?? '');
  // No container can be had that the Engine fails to stop.
  const stop = vi.spyOn(engine.containers, 'stop').mockRejectedValueOnce(
    new SlipwayError({
      code: 'engine-refused',
      title: 'The Engine failed.',
      detail: 'tried to kill container, but did not receive an exit event',
    }),
  );
  const id = await operations.operations.run({ kind: 'remove-builder', name: NAME, keepState: false });
  expect(await ended(operations.operations, id)).toMatchObject({ status: 'done', leftovers: [] });
  expect(stop).toHaveBeenCalledOnce();
  expect(operations.operations.open(id).state().items[`${NAME}0/stop`]?.note).toContain('exit event');
  expect(await what()).toEqual(NOTHING);
});
