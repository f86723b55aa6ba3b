import { rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Testbed, testbed } from '../../../tools/testbed/testbed.ts';
import { openRig, type Rig, until } from './testing/rig.ts';

let bed: Testbed;
let rig: Rig;
let dockerConfig: string;

beforeAll(async () => {
  bed = testbed();
  dockerConfig = await bed.freshDockerConfig();
  rig = await openRig(bed, { env: { DOCKER_CONFIG: dockerConfig, DOCKER_HOST: '' } });
});
afterAll(async () => {
  await rig.close(['en-away0']);
  await bed.dispose();
});

/** A way to the Engine that can be taken away and given back. */
class Way {
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  port = 0;

  open(): Promise<void> {
    this.#server = createServer((client) => {
      const engine = connect(bed.socketPath);
      for (const socket of [client, engine]) {
        this.#sockets.add(socket);
        socket.on('error', () => {});
        socket.on('close', () => this.#sockets.delete(socket));
      }
      client.pipe(engine).pipe(client);
    });
    return new Promise((resolve) => {
      this.#server?.listen(this.port, '127.0.0.1', () => {
        const address = this.#server?.address();
        if (typeof address === 'object' && address) this.port = address.port;
        resolve();
      });
    });
  }

  close(): void {
    this.#server?.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}

test('contexts that the CLI makes, changes and removes show by themselves, with their builders', async () => {
  await until(rig.engines, ({ head }) => head.settled);
  expect(rig.engines.state().head).toMatchObject({ current: 'default', chosenBy: 'default' });

  await rig.cli('context', 'create', 'en-bed', '--docker', `host=${bed.dockerHost}`, '--description', 'the testbed');
  const { items } = await until(rig.engines, (state) => state.items['en-bed']?.state.kind === 'up');
  expect(items['en-bed']).toMatchObject({ host: bed.dockerHost, description: 'the testbed' });
  await until(rig.builders, (state) => state.items['en-bed']?.status === 'running');

  await rig.cli('context', 'use', 'en-bed');
  await until(rig.engines, ({ head }) => head.current === 'en-bed' && head.chosenBy === 'config.json');
  await until(
    rig.builders,
    (state) => state.items['en-bed']?.current === true && state.head.currentContext === 'en-bed',
  );

  await rig.cli('context', 'create', 'en-none', '--docker', 'host=unix:///no/such/docker.sock');
  const none = await until(rig.engines, (state) => state.items['en-none']?.state.kind === 'down');
  expect(none.items['en-none']?.state).toMatchObject({ kind: 'down', failure: { code: 'engine-not-running' } });
  const broken = await until(rig.builders, (state) => state.items['en-none']?.status === 'error');
  expect(broken.items['en-none']?.failure?.code).toBe('engine-not-running');

  await rig.cli('context', 'use', 'default');
  await rig.cli('context', 'rm', 'en-bed', 'en-none');
  await until(rig.engines, (state) => state.items['en-bed'] === undefined && state.items['en-none'] === undefined);
  await until(rig.builders, (state) => state.items['en-bed'] === undefined && state.items['en-none'] === undefined);
});

test('a current context that does not exist is said', async () => {
  const config = join(dockerConfig, 'config.json');
  await writeFile(config, JSON.stringify({ currentContext: 'en-gone' }));
  const { head } = await until(rig.engines, (state) => state.head.failure !== undefined);
  expect(head.current).toBe('en-gone');
  await rm(config);
  await until(rig.engines, (state) => state.head.failure === undefined);
});

test('an Engine that goes keeps its last known data with their age, and is back by itself', async () => {
  const way = new Way();
  await way.open();
  try {
    await rig.cli('context', 'create', 'en-way', '--docker', `host=tcp://127.0.0.1:${way.port}`);
    await rig.cli('buildx', 'create', '--name', 'en-away', '--driver', 'docker-container', '--bootstrap', 'en-way');
    const before = await rig.untilNode('en-away', (node) => node.buildkitVersion !== undefined);
    expect(before.staleSince).toBeUndefined();

    way.close();
    await until(rig.engines, ({ items }) => items['en-way']?.state.kind === 'down');
    const away = await rig.untilNode('en-away', ({ status }) => status === 'error');
    expect(away.failure?.code).toBe('engine-refused');
    expect(away.staleSince).toBeGreaterThan(0);
    expect(away).toMatchObject({
      key: before.key,
      container: before.container,
      buildkitVersion: before.buildkitVersion,
    });

    await way.open();
    await until(rig.engines, ({ items }) => items['en-way']?.state.kind === 'up');
    const back = await rig.untilNode('en-away', ({ status }) => status === 'running');
    expect(back).toEqual(before);
  } finally {
    way.close();
    await rig.store.remove('en-away');
    await rig.cli('context', 'rm', '-f', 'en-way');
  }
});
