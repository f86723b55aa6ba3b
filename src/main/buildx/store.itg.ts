import { once } from 'node:events';
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { testbed } from '../../../tools/testbed/testbed.ts';
import { environmentOf } from '../engine/index.ts';
import { decodeInstance, encodeInstance } from './instance-codec.ts';
import { openStore } from './store.ts';
import type { BuilderStore, StoredInstance } from './types.ts';

/** Against the buildx CLI on a store that both use. Builders here never get a container. */
const bed = testbed();
let dir: string;
let store: BuilderStore;
let key: string;
const cli = (args: readonly string[], unchecked = false) =>
  bed.cli(['buildx', ...args], { env: { BUILDX_CONFIG: dir }, unchecked });
const text = (...path: readonly string[]) => readFile(join(dir, ...path), 'utf8');

beforeAll(async () => {
  dir = await bed.freshBuildxConfig({ mirror: false });
  key = bed.dockerHost;
  store = openStore({ dir, environment: environmentOf({ env: {}, home: '/nonexistent', platform: process.platform }) });
});
afterAll(() => bed.dispose());

const NODE = { platforms: null, driverOpts: null, flags: ['--allow-insecure-entitlement=network.host'], files: null };
const builder = (name: string): StoredInstance => ({
  name,
  driver: 'docker-container',
  nodes: [{ ...NODE, name: `${name.toLowerCase()}0`, endpoint: bed.dockerHost }],
  dynamic: false,
});

describe('one store for both', () => {
  it('the CLI lists and inspects what we save', async () => {
    const full = builder('store-Ours');
    const node = { ...full.nodes[0], driverOpts: { memory: '512m', 'env.A': 'x<y&z' } };
    await store.save({ ...full, nodes: [node as StoredInstance['nodes'][number]] });
    const rows = (await cli(['ls', '--format', 'json'])).stdout
      .trim()
      .split('\n')
      .map((row) => JSON.parse(row));
    const row = rows.find(({ Name }) => Name === 'store-Ours');
    expect(row).toMatchObject({ Driver: 'docker-container', Nodes: [{ Name: 'store-ours0', Status: 'inactive' }] });
    expect(Date.parse(row.LastActivity) * 1000).toBe((await store.read('store-ours'))?.lastActivity);
    const { stdout } = await cli(['inspect', 'store-ours']);
    expect(stdout).toContain('memory="512m"');
    expect(stdout).toContain('env.A="x<y&z"');
  });

  it('both write the same bytes', async () => {
    const toml = join(dir, 'given.toml');
    await writeFile(toml, 'debug = true\n[registry."a.example"]\n  http = true\n');
    const opts = ['--driver-opt', 'memory=1g,env.B=<&>', '--driver-opt', '"env.A=a,""b""\u2028é"'];
    const made = [
      '--driver',
      'docker-container',
      ...opts,
      '--buildkitd-config',
      toml,
      '--platform',
      'linux/arm/v7,linux/amd64',
    ];
    await cli(['create', '--name', 'store-Theirs', ...made, bed.dockerHost]);
    await cli(['create', '--name', 'store-plain', '--driver', 'docker-container']);
    for (const file of ['store-theirs', 'store-plain']) {
      const theirs = await text('instances', file);
      expect(encodeInstance(decodeInstance(theirs))).toBe(theirs);
      const read = await store.read(file);
      if (read === undefined) throw new Error(`${file} is missing`);
      await store.save(read);
      expect(await text('instances', file)).toBe(theirs);
    }
    expect(await text('instances', 'store-plain')).toBe(encodeInstance(builder('store-plain')));
  });

  it('has one current builder', async () => {
    await store.save(builder('store-a'));
    await store.use('store-a', { key });
    expect((await cli(['inspect'])).stdout).toMatch(/^Name: +store-a$/m);
    const ours = await text('current');
    await cli(['use', 'store-a']);
    expect(await text('current')).toBe(ours);

    await cli(['use', '--default', 'store-plain']);
    expect(await store.current(key)).toEqual({ builder: 'store-plain', because: 'current' });
    const theirs = [await text('current'), ...(await readdir(join(dir, 'defaults')))];
    await store.use('store-plain', { key, asDefault: true });
    expect([await text('current'), ...(await readdir(join(dir, 'defaults')))]).toEqual(theirs);

    await store.use(undefined, { key });
    expect((await cli(['inspect'])).stdout).toMatch(/^Name: +default$/m);
    expect(await readdir(join(dir, 'defaults'))).toEqual([]);
  });

  it('leaves the same after a removal', async () => {
    for (const name of ['store-Gone1', 'store-Gone2']) {
      await store.save(builder(name));
      await store.writeRef(
        { builder: name, node: 'n', id: 'i' },
        { target: 't', localPath: '/', dockerfilePath: '/d' },
      );
    }
    await store.use('store-Gone1', { key });
    await store.remove('store-gone1');
    await cli(['rm', 'store-gone2']);
    // The CLI leaves what it wrote under the name as typed; we do not.
    const left = await readdir(dir, { recursive: true });
    expect(left.filter((path) => /gone1/i.test(path))).toEqual([]);
    expect(left.filter((path) => /gone2/i.test(path))).toEqual(
      expect.arrayContaining(['activity/store-Gone2', 'refs/store-Gone2/n/i']),
    );
    expect((await cli(['inspect'])).stdout).toMatch(/^Name: +default$/m);
    expect(await store.current(key)).toMatchObject({ builder: undefined, missing: 'store-Gone1' });
  });

  it('reads on where the CLI gives up, and the file is still there', async () => {
    await writeFile(join(dir, 'instances', '.tmp-store-x1'), '{');
    const { code } = await cli(['ls'], true);
    expect(code).not.toBe(0);
    const { instances, problems } = await store.list();
    expect(instances.map(({ name }) => name)).toContain('store-a');
    expect(problems.map(({ kind }) => kind)).toEqual(['stray-file']);
    await mkdir(join(dir, 'aside'));
    await rename(join(dir, 'instances', '.tmp-store-x1'), join(dir, 'aside', 'x'));
  });
});

/** How many wait for the store's lock, as the kernel tells. */
async function waiters(): Promise<number> {
  const { ino } = await stat(join(dir, '.lock'));
  const lines = (await readFile('/proc/locks', 'utf8')).split('\n');
  return lines.filter((line) => line.includes('-> FLOCK') && line.includes(`:${ino} `)).length;
}

describe('one lock for both', () => {
  it.skipIf(process.platform !== 'linux')('the CLI waits while we hold it, and goes on after', async () => {
    const { closed } = await store.transaction(async (inside) => {
      const child = bed.spawnCli(['buildx', 'ls', '--format', '{{.Name}}'], { env: { BUILDX_CONFIG: dir } });
      let stdout = '';
      child.stdout?.on('data', (chunk: Buffer) => {
        stdout += chunk.toString();
      });
      const ended = once(child, 'close').then(([code]) => ({ code, stdout }));
      await vi.waitFor(() => expect(waiters()).resolves.toBe(1), { timeout: 20_000 });
      await inside.save(builder('store-under-lock'));
      return { closed: ended };
    });
    const { code, stdout } = await closed;
    expect(code).toBe(0);
    expect(stdout).toContain('store-under-lock');
  });

  it('we see a change by the CLI at once', async () => {
    const stop = new AbortController();
    try {
      const changed = new Promise<void>((resolve) => store.watch(resolve, { signal: stop.signal }));
      await cli(['create', '--name', 'store-seen', '--driver', 'docker-container']);
      await changed;
      expect(await store.read('store-seen')).toBeDefined();
    } finally {
      stop.abort();
    }
  });
});

it('shares the node id', async () => {
  const id = await store.nodeId();
  expect(await text('.buildNodeID')).toBe(id);
});
