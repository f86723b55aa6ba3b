import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Testbed, testbed } from '../../../tools/testbed/testbed.ts';
import { orUndefined } from '../builders/index.ts';
import { openRig, type Rig } from '../builders/testing/rig.ts';
import { type OperationsRig, openOperations } from './testing/operations-rig.ts';

/** The disk that the journal lies on is full. */
const NAME = 'op-full';
const CONTAINER = `buildx_buildkit_${NAME}0`;

let bed: Testbed;
let place: string;
let rig: Rig;
let operations: OperationsRig;
let fillAt: string | undefined;

beforeAll(async () => {
  bed = testbed();
  place = await bed.freshFolder('journal-disk');
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'slipway-full', place]);
});
beforeEach(async () => {
  fillAt = undefined;
  rig = await openRig(bed);
  operations = await openOperations(bed, rig, {
    journalDir: join(place, 'journal'),
    onStep: (_operation, step) => {
      if (step === fillAt) fill();
    },
  });
});
afterEach(async () => {
  await operations.close();
  await rig.close([`${NAME}0`]);
  await rm(join(place, 'filler'), { force: true });
});
afterAll(async () => {
  execFileSync('umount', ['--lazy', place]);
  await bed.dispose();
});

function fill(): void {
  try {
    writeFileSync(join(place, 'filler'), Buffer.alloc(128 * 1024));
  } catch {
    // It has taken as much as there was space for.
  }
}

async function what(): Promise<{ readonly listed: boolean; readonly container: string; readonly volume: boolean }> {
  const { containers, volumes } = rig.engine;
  const container = await orUndefined(containers.inspect(CONTAINER));
  const volume = await orUndefined(volumes.inspect(`${CONTAINER}_state`));
  const listed = (await rig.store.read(NAME)) !== undefined;
  return { listed, container: container?.state.status ?? 'none', volume: volume !== undefined };
}

test('a creation that cannot be noted is not begun, and says why', async () => {
  fill();
  const head = await operations.run(operations.createAction(NAME));
  expect(head).toMatchObject({ status: 'failed', leftovers: [] });
  expect(head.failure).toMatchObject({ code: 'data-unwritable', title: "The disk of Slipway's own folder is full." });
  expect(head.failure?.remedy).toContain('Free space');
  expect(await what()).toEqual({ listed: false, container: 'none', volume: false });
  expect(await operations.journal()).toEqual([]);
});

test('a creation in the middle of which the disk becomes full is taken back', async () => {
  fillAt = 'create';
  const head = await operations.run(operations.createAction(NAME));
  expect(head).toMatchObject({ status: 'failed', leftovers: [], failure: { code: 'data-unwritable' } });
  expect(await what()).toEqual({ listed: false, container: 'none', volume: false });
  expect(await operations.journal()).toEqual([]);
});

test('a removal that cannot be noted leaves all as it was', async () => {
  expect((await operations.run(operations.createAction(NAME))).status).toBe('done');
  fill();
  const head = await operations.run({ kind: 'remove-builder', name: NAME, keepState: false });
  expect(head).toMatchObject({ status: 'failed', failure: { code: 'data-unwritable' } });
  expect(head.leftovers.join(' ')).toContain(`The builder ${NAME} is still listed.`);
  expect(await what()).toEqual({ listed: true, container: 'running', volume: true });
  expect(await operations.journal()).toEqual([]);
});
