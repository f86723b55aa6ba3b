import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Testbed, testbed } from '../../../tools/testbed/testbed.ts';
import { orUndefined } from '../builders/index.ts';
import { openRig, type Rig } from '../builders/testing/rig.ts';
import type { OperationAction } from './index.ts';
import { Journal } from './journal.ts';
import { hashOf } from './plan-create.ts';
import { ended, type OperationsRig, openOperations } from './testing/operations-rig.ts';

const NAME = 'op-crash';
const CONTAINER = `buildx_buildkit_${NAME}0`;
const VOLUME = `${CONTAINER}_state`;

const CHILD = join(import.meta.dirname, 'testing', 'crash-child.ts');

let bed: Testbed;
let rig: Rig;
let operations: OperationsRig;

beforeEach(async () => {
  bed = testbed();
  rig = await openRig(bed, { mirror: true });
  operations = await openOperations(bed, rig);
});
afterEach(async () => {
  await operations.close();
  await rig.close([`${NAME}0`]);
});
afterAll(() => bed.dispose());

/** Runs an operation in a process of its own and kills that without warning when it is about to do the step. */
async function crashBefore(step: string, action: OperationAction): Promise<readonly string[]> {
  const order = { storeDir: rig.buildxConfig, journalDir: operations.journalDir, action, stopAt: step };
  const child = spawn(process.execPath, [CHILD, JSON.stringify(order)], {
    env: bed.environment({ BUILDX_CONFIG: rig.buildxConfig }),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const steps: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    steps.push(line);
    if (line === step) child.kill('SIGKILL');
    if (line.startsWith('ended')) child.kill('SIGKILL');
  }
  expect(steps.at(-1)).toBe(step);
  return steps;
}

async function recovered(): Promise<string> {
  await operations.operations.recover();
  const notes = await operations.operations.recovered();
  expect(notes).toHaveLength(1);
  expect(await operations.journal()).toEqual([]);
  return notes[0]?.sentences.join(' ') ?? '';
}

async function what(): Promise<{ listed: boolean; container: string; volume: boolean }> {
  const { containers, volumes } = rig.engine;
  const container = await orUndefined(containers.inspect(CONTAINER));
  const volume = await orUndefined(volumes.inspect(VOLUME));
  const listed = (await rig.cli('buildx', 'ls', '--format', '{{.Name}}')).split('\n').includes(NAME);
  return { listed, container: container?.state.status ?? 'none', volume: volume !== undefined };
}

describe('a creation that was killed', () => {
  const create = () => ({ ...operations.createAction(NAME), use: true });

  test('before the store write leaves nothing', async () => {
    await crashBefore('write-store', create());
    expect(await recovered()).toContain('no such builder');
    expect(await what()).toEqual({ listed: false, container: 'none', volume: false });
  });

  test.each(['pull', 'create'])('before %s leaves a builder that any start completes', async (step) => {
    await crashBefore(step, create());
    expect(await recovered()).toContain('saved with all its settings');
    expect(await what()).toEqual({ listed: true, container: 'none', volume: false });
    await rig.cli('buildx', 'inspect', '--bootstrap', NAME);
    expect(await what()).toEqual({ listed: true, container: 'running', volume: true });
  });

  test.each(['copy', 'start'])('before %s is completed, with its configuration', async (step) => {
    await crashBefore(step, create());
    expect(await what()).toEqual({ listed: true, container: 'created', volume: true });
    expect(await recovered()).toContain('has completed and started it');
    expect(await what()).toEqual({ listed: true, container: 'running', volume: true });
    const { stdout } = await rig.engine.containers.exec(CONTAINER, ['cat', '/etc/buildkit/buildkitd.toml']);
    expect(stdout.toString()).toContain(bed.registry.address);
    expect(JSON.parse(await readFile(join(rig.buildxConfig, 'current'), 'utf8'))).toMatchObject({ Name: NAME });
  });

  test.each(['ready', 'use', 'finish'])('before %s is finished', async (step) => {
    await crashBefore(step, create());
    await recovered();
    expect(await what()).toEqual({ listed: true, container: 'running', volume: true });
    expect(JSON.parse(await readFile(join(rig.buildxConfig, 'current'), 'utf8'))).toMatchObject({ Name: NAME });
  });

  test('while it was taken back is taken back to the end', async () => {
    // The journal alone says that it was to be taken back: kept as it stood before the start, then turned.
    await crashBefore('ready', create());
    const [file = ''] = await operations.journal();
    const path = join(operations.journalDir, file);
    const entry = JSON.parse(await readFile(path, 'utf8'));
    await new Journal(operations.journalDir).write({ ...entry, step: 'undo' });
    expect(await recovered()).toContain('taken back');
    expect(await what()).toEqual({ listed: false, container: 'none', volume: false });
  });

  test('and made anew by somebody else meanwhile is not touched', async () => {
    await crashBefore('create', create());
    await rig.cli('buildx', 'rm', NAME);
    await rig.cli('buildx', 'create', '--name', NAME, '--driver', 'docker-container', '--driver-opt', 'memory=1g');
    expect(await recovered()).toContain('no such builder');
    expect(await what()).toEqual({ listed: true, container: 'none', volume: false });
  });

  test('and whose container somebody has stopped since is not started again', async () => {
    await crashBefore('ready', create());
    await rig.cli('stop', CONTAINER);
    expect(await recovered()).toContain('has run since');
    expect(await what()).toEqual({ listed: true, container: 'exited', volume: true });
  });

  test('does not become current once another one was chosen', async () => {
    await crashBefore('use', create());
    await rig.cli('buildx', 'create', '--name', 'op-other', '--driver', 'docker-container', '--use');
    expect(await recovered()).toContain('Another builder has been made current since');
    expect(JSON.parse(await readFile(join(rig.buildxConfig, 'current'), 'utf8'))).toMatchObject({ Name: 'op-other' });
  });

  test('and cannot be ended now waits for the next start, unless something else is done with it', async () => {
    const node = {
      name: 'op-far0',
      endpoint: 'tcp://127.0.0.1:9',
      platforms: null,
      driverOpts: null,
      flags: null,
      files: null,
    };
    const instance = { name: 'op-far', driver: 'docker-container', nodes: [node], dynamic: false };
    await rig.store.save(instance);
    await new Journal(operations.journalDir).write({
      version: 1,
      kind: 'create-builder',
      id: 'far',
      subject: 'op-far',
      startedAt: 1,
      step: 'pull',
      builder: 'op-far',
      node: node.name,
      endpoint: node.endpoint,
      container: 'buildx_buildkit_op-far0',
      volume: 'buildx_buildkit_op-far0_state',
      keepsVolume: false,
      boot: true,
      useKey: null,
      currentBefore: '',
      instanceHash: hashOf(instance),
    });
    await operations.operations.recover();
    expect((await operations.operations.recovered())[0]?.sentences.join(' ')).toContain(
      'tries again at its next start',
    );
    expect(await operations.journal()).toEqual(['far.json']);
    await operations.run({ kind: 'remove-builder', name: 'op-far', keepState: false });
    expect(await operations.journal()).toEqual([]);
    expect(await operations.operations.recovered()).toEqual([]);
  });

  test('after its old state was deleted says so', async () => {
    await rig.engine.volumes.create(VOLUME);
    await crashBefore('delete-state', { ...create(), existingState: 'empty' });
    expect(await recovered()).toContain('is still there');
    await crashBefore('write-store', { ...create(), existingState: 'empty' });
    expect(await recovered()).toContain('no such builder');
    expect((await what()).volume).toBe(false);
  });
});

describe('a removal that was killed', () => {
  /** Kills it there, starts anew, and gives the id of what is then asked about. */
  async function askedAfter(step: string): Promise<string> {
    await operations.run(operations.createAction(NAME));
    await crashBefore(step, { kind: 'remove-builder', name: NAME, keepState: false });
    const before = await what();
    await operations.operations.recover();
    const [note] = await operations.operations.recovered();
    expect(note?.question?.volumes.map(({ volume }) => volume)).toEqual([VOLUME]);
    expect(note?.sentences.join(' ')).toContain(
      before.container === 'none' ? 'Its container is gone' : 'Its container is still there',
    );
    // Nothing is done, and nothing forgotten, before there is an answer.
    expect(await what()).toEqual(before);
    expect(await operations.journal()).toHaveLength(1);
    return note?.operation ?? '';
  }

  test.each(['stop', 'container', 'volume'])(
    'before %s is asked about, and finished when that is chosen',
    async (step) => {
      const id = await askedAfter(`${NAME}0/${step}`);
      const operation = await operations.operations.settle(id, 'finish');
      expect((await ended(operations.operations, operation ?? '')).status).toBe('done');
      expect(await what()).toEqual({ listed: false, container: 'none', volume: false });
      expect(await operations.journal()).toEqual([]);
      expect(await operations.operations.recovered()).toEqual([]);
      await expect(operations.operations.settle(id, 'finish')).rejects.toThrow('decided already');
    },
  );

  test.each([
    ['container', 'exited'],
    ['volume', 'none'],
  ])('before %s is asked about, and what is left is kept when that is chosen', async (step, container) => {
    const id = await askedAfter(`${NAME}0/${step}`);
    expect(await operations.operations.settle(id, 'keep')).toBeUndefined();
    const [note] = await operations.operations.recovered();
    expect(note?.question).toBeUndefined();
    expect(note?.sentences.join(' ')).toContain('Nothing more was removed');
    expect(await what()).toEqual({ listed: true, container, volume: true });
    expect(await operations.journal()).toEqual([]);
    // It is a builder like any other again, with its state.
    expect((await operations.run({ kind: 'start-builder', name: NAME })).status).toBe('done');
    expect(await what()).toEqual({ listed: true, container: 'running', volume: true });
  });

  test('is asked about again by the next start where nobody answered, and no more once the builder is started', async () => {
    const id = await askedAfter(`${NAME}0/volume`);
    const later = await openOperations(bed, rig, { journalDir: operations.journalDir });
    await later.operations.recover();
    expect((await later.operations.recovered())[0]?.question).toBeDefined();
    await later.run({ kind: 'start-builder', name: NAME });
    expect(await later.operations.recovered()).toEqual([]);
    expect(await later.journal()).toEqual([]);
    await expect(operations.operations.settle(id, 'finish')).rejects.toThrow('made anew by somebody else');
    expect(await what()).toEqual({ listed: true, container: 'running', volume: true });
    await later.close();
  });

  test('before stop, with its state kept, is done to the end', async () => {
    await operations.run(operations.createAction(NAME));
    await crashBefore(`${NAME}0/stop`, { kind: 'remove-builder', name: NAME, keepState: true });
    expect(await recovered()).toContain('has removed it now');
    expect(await what()).toEqual({ listed: false, container: 'none', volume: true });
  });

  test('of a builder that was made anew since removes nothing more', async () => {
    await operations.run(operations.createAction(NAME));
    await crashBefore('write-store', { kind: 'remove-builder', name: NAME, keepState: true });
    await rig.cli('buildx', 'rm', '--keep-state', NAME);
    await rig.cli('buildx', 'create', '--name', NAME, '--driver', 'docker-container', '--driver-opt', 'memory=1g');
    expect(await recovered()).toContain('made anew or changed since');
    expect(await what()).toEqual({ listed: true, container: 'none', volume: true });
  });

  test('before the store write is done to the end', async () => {
    await operations.run(operations.createAction(NAME));
    await crashBefore('write-store', { kind: 'remove-builder', name: NAME, keepState: false });
    expect(await recovered()).toContain('has removed it now');
    expect(await what()).toEqual({ listed: false, container: 'none', volume: false });
  });

  test('before its end is noted has nothing left to do', async () => {
    await operations.run(operations.createAction(NAME));
    await crashBefore('finish', { kind: 'remove-builder', name: NAME, keepState: false });
    expect(await recovered()).toContain('All of it had been done.');
    expect(await what()).toEqual({ listed: false, container: 'none', volume: false });
  });

  test('leaves alone a container that somebody has made since', async () => {
    await operations.run(operations.createAction(NAME));
    await crashBefore(`${NAME}0/volume`, { kind: 'remove-builder', name: NAME, keepState: false });
    await rig.cli('buildx', 'inspect', '--bootstrap', NAME);
    expect(await recovered()).toContain('made anew by somebody else');
    expect(await what()).toMatchObject({ listed: true, container: 'running', volume: true });
  });
});

test('every step that the journal names of a creation and a removal is one before which it is killed here', async () => {
  const steps: string[] = [];
  const noted = await openOperations(bed, rig, {
    onStep: (_operation, step) => {
      steps.push(step);
    },
  });
  await rig.engine.volumes.create(VOLUME);
  await noted.run({ ...noted.createAction(NAME), use: true, existingState: 'empty' });
  expect(steps.splice(0)).toEqual([
    'delete-state',
    'write-store',
    'pull',
    'create',
    'copy',
    'start',
    'ready',
    'use',
    'finish',
  ]);
  await noted.run({ kind: 'remove-builder', name: NAME, keepState: false });
  expect(steps).toEqual([
    ...['stop', 'container', 'volume'].map((step) => `${NAME}0/${step}`),
    'write-store',
    'finish',
  ]);
  await noted.close();
});

test('an image that was running when the app was killed is stopped', async () => {
  const image = 'slipway-op-forever:latest';
  await rig.cli('create', '--name', 'slipway-op-forever', bed.buildkitImage);
  await rig.cli(
    'commit',
    '--change',
    'ENTRYPOINT ["sleep", "infinity"]',
    '--change',
    'CMD []',
    'slipway-op-forever',
    image,
  );
  await rig.cli('rm', '-v', 'slipway-op-forever');
  try {
    const order = { storeDir: rig.buildxConfig, journalDir: operations.journalDir, stopAt: '' };
    const child = spawn(
      process.execPath,
      [CHILD, JSON.stringify({ ...order, action: { kind: 'run-image', image, engine: '' } })],
      { env: bed.environment({ BUILDX_CONFIG: rig.buildxConfig }), stdio: 'ignore' },
    );
    const gone = new Promise((resolve) => child.once('exit', resolve));
    await started(image);
    child.kill('SIGKILL');
    await gone;
    expect(await recovered()).toContain('was stopped');
    expect(await rig.engine.containers.list({ label: 'app.slipway.purpose=run-image' })).toEqual([]);
  } finally {
    await rig.engine.images.remove(image, { force: true });
  }
});

/** Resolves when a container of the image starts. */
function started(image: string): Promise<void> {
  return new Promise((resolve) => {
    const ending = new AbortController();
    rig.engine.follow(
      (signal) => {
        if (signal.kind !== 'event') return;
        const { action, attributes } = signal.event;
        if (action !== 'start' || attributes.image !== image) return;
        ending.abort();
        resolve();
      },
      { signal: ending.signal },
    );
  });
}
