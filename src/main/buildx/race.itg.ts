import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testbed } from '../../../tools/testbed/testbed.ts';
import { environmentOf } from '../engine/index.ts';
import { decodeCurrent } from './current.ts';
import { openStore } from './store.ts';
import type { BuilderStore, StoredInstance } from './types.ts';

/** Slipway twice and the buildx CLI many times, all at once on one store. Builders here never get a container. */
const bed = testbed();
const ROUNDS = 6;
let dir: string;
let stores: readonly BuilderStore[];

beforeAll(async () => {
  dir = await bed.freshBuildxConfig({ mirror: false });
  const environment = environmentOf({ env: {}, home: '/nonexistent', platform: process.platform });
  stores = [1, 2].map(() => openStore({ dir, environment }));
});
afterAll(() => bed.dispose());

const cli = (...args: readonly string[]) => bed.cli(['buildx', ...args], { env: { BUILDX_CONFIG: dir } });

const instance = (name: string): StoredInstance => ({
  name,
  driver: 'docker-container',
  nodes: [
    {
      name: `${name}0`,
      endpoint: bed.dockerHost,
      platforms: null,
      driverOpts: null,
      flags: ['--allow-insecure-entitlement=network.host'],
      files: null,
    },
  ],
  dynamic: false,
});

/** Creates, uses, changes and removes, one after the other; every second builder stays. */
async function ours(store: BuilderStore, prefix: string): Promise<void> {
  // Longer than any of the CLI's commands here holds the lock, on a busy machine.
  const patient = { lockTimeoutMs: 60_000 };
  for (let round = 0; round < ROUNDS; round += 1) {
    const name = `${prefix}${round}`;
    await store.save(instance(name), { onlyNew: true, ...patient });
    await store.use(name, { key: bed.dockerHost, ...patient });
    await store.touch(name);
    await store.writeRef(
      { builder: name, node: `${name}0`, id: 'one' },
      { target: 't', localPath: '/', dockerfilePath: '/d' },
    );
    if (round % 2 === 1) await store.remove(name, patient);
  }
}

async function theirs(prefix: string): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const name = `${prefix}${round}`;
    await cli('create', '--name', name, '--driver', 'docker-container', '--use');
    if (round % 2 === 1) await cli('rm', name);
  }
}

it('nothing is lost, left behind or half written, whoever comes first', async () => {
  const [first, second] = stores as [BuilderStore, BuilderStore];
  let done = false;
  const seen: unknown[] = [];
  // Somebody who reads all the time never sees anything broken: without a lock, since each file is replaced as a whole.
  const reader = (async () => {
    while (!done) {
      const { problems } = await first.list();
      seen.push(...problems);
      const current = await readFile(join(dir, 'current'), 'utf8').catch(() => undefined);
      if (current !== undefined) decodeCurrent(current);
      await new Promise(setImmediate);
    }
  })();
  try {
    await Promise.all([ours(first, 'ours'), ours(second, 'also'), theirs('theirs'), theirs('more')]);
  } finally {
    done = true;
  }
  await reader;
  expect(seen).toEqual([]);
  const stay = ['also', 'more', 'ours', 'theirs'].flatMap((prefix) =>
    Array.from({ length: ROUNDS / 2 }, (_, place) => `${prefix}${place * 2}`),
  );
  const { instances, problems } = await first.list();
  expect(problems).toEqual([]);
  expect(instances.map(({ name }) => name)).toEqual(stay);
  const rows = (await cli('ls', '--format', '{{.Name}}')).stdout.trim().split('\n');
  expect([...new Set(rows)].filter((name) => stay.includes(name)).sort()).toEqual(stay);
  // The last `use` of somebody stands, whole; the builder may have been removed since, as the CLI leaves it.
  const { key, name } = decodeCurrent(await readFile(join(dir, 'current'), 'utf8'));
  expect(key).toBe(bed.dockerHost);
  expect(name).toMatch(/^(?:also|more|ours|theirs)\d$/);
  for (const kept of stay.filter((one) => /^(?:also|ours)/.test(one))) {
    expect(await first.readRef({ builder: kept, node: `${kept}0`, id: 'one' })).toMatchObject({ target: 't' });
  }
});

it('who waits too long for a command that holds the lock is told so, and nothing is changed', async () => {
  const [first, second] = stores as [BuilderStore, BuilderStore];
  const before = await readFile(join(dir, 'current'), 'utf8');
  await first.transaction(async () => {
    await expect(second.use(undefined, { key: 'x', lockTimeoutMs: 30 })).rejects.toMatchObject({
      failure: { code: 'store-locked', remedy: expect.stringContaining('Wait') },
    });
  });
  expect(await readFile(join(dir, 'current'), 'utf8')).toBe(before);
});
