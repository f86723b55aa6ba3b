import { once } from 'node:events';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildxPeers } from '../../../tools/testbed/buildx-peers.ts';
import { testbed } from '../../../tools/testbed/testbed.ts';
import { environmentOf } from '../engine/index.ts';
import { openStore } from './store.ts';
import type { BuilderStore, StoredInstance } from './types.ts';

const bed = testbed();
afterAll(() => bed.dispose());

describe.each(buildxPeers)('buildx %s and we share a store', (peer) => {
  const name = `Peer-${peer.replace('.', '-')}`;
  let dir: string;
  let store: BuilderStore;
  let env: Readonly<Record<string, string>>;
  const buildx = async (...args: readonly string[]) => (await bed.cli(['buildx', ...args], { env })).stdout;

  beforeAll(async () => {
    dir = await bed.freshBuildxConfig();
    env = { BUILDX_CONFIG: dir, DOCKER_CONFIG: await bed.freshDockerConfig(peer) };
    const environment = environmentOf({ env: {}, home: '/nonexistent', platform: process.platform });
    store = openStore({ dir, environment });
  });
  afterAll(async () => {
    for (const made of [name, `${name}-theirs`]) {
      await bed.cli(['buildx', 'rm', '--force', made], { env, unchecked: true });
    }
  });

  const saved = (): StoredInstance => ({
    name,
    driver: 'docker-container',
    nodes: [
      {
        name: `${name.toLowerCase()}0`,
        endpoint: bed.dockerHost,
        platforms: [{ os: 'linux', architecture: 'amd64' }],
        driverOpts: { memory: '512m', 'env.A': 'x<y&z' },
        flags: ['--allow-insecure-entitlement=network.host'],
        files: { 'buildkitd.toml': new TextEncoder().encode(bed.registry.toml) },
      },
    ],
    dynamic: false,
  });

  it('it is the version that it is asked for', async () => {
    expect(await buildx('version')).toMatch(new RegExp(`[ v]${peer.replace('.', '\\.')}\\.`));
  });

  it('it lists and inspects what we save, and we read on what it leaves', async () => {
    await store.save(saved());
    const before = await store.read(name);
    expect(await buildx('ls')).toContain(name);
    const shown = await buildx('inspect', name);
    expect(shown).toMatch(/memory="512m"/);
    expect(shown).toMatch(new RegExp(`^Name:\\s+${name}$`, 'm'));
    expect(await store.read(name)).toEqual(before);
  });

  it('we read what it creates, and who is current', async () => {
    const theirs = `${name}-theirs`;
    const toml = join(dir, 'given.toml');
    await writeFile(toml, 'debug = true\n');
    await buildx(
      ...['create', '--name', theirs, '--driver', 'docker-container', '--config', toml, '--use'],
      ...['--driver-opt', 'memory=1g,env.B=c', bed.dockerHost],
    );
    const read = await store.read(theirs);
    expect(read).toMatchObject({ name: theirs, driver: 'docker-container' });
    expect(read?.nodes[0]).toMatchObject({ endpoint: bed.dockerHost, driverOpts: { memory: '1g', 'env.B': 'c' } });
    expect(new TextDecoder().decode(read?.nodes[0]?.files?.['buildkitd.toml'])).toMatch(/debug\s*=\s*true/);
    expect(await store.current(bed.dockerHost)).toMatchObject({ builder: theirs.toLowerCase() });
    await store.use(name, { key: bed.dockerHost });
    expect(await buildx('inspect')).toMatch(new RegExp(`^Name:\\s+${name}$`, 'm'));
    await buildx('rm', theirs);
    expect(await store.read(theirs)).toBeUndefined();
  });

  it('it waits while we hold the lock, and goes on after', async () => {
    const { ino } = await stat(join(dir, '.lock'));
    // What the kernel says of those that wait.
    const waiting = async () =>
      (await readFile('/proc/locks', 'utf8'))
        .split('\n')
        .filter((line) => line.includes('-> FLOCK') && line.includes(`:${ino} `)).length;
    const { closed } = await store.transaction(async () => {
      const child = bed.spawnCli(['buildx', 'use', name], { env });
      const closed = once(child, 'close').then(([code]) => code);
      await vi.waitFor(async () => expect(await waiting()).toBe(1), { timeout: 20_000 });
      return { closed };
    });
    expect(await closed).toBe(0);
  });

  it('it boots our builder and builds with it', async () => {
    const folder = await bed.freshFolder('peer');
    await writeFile(join(folder, 'Dockerfile'), 'FROM busybox\nRUN echo built\n');
    await bed.registry.push('busybox', 'library/busybox', 'latest');
    await bed.cli(['buildx', 'build', '--builder', name, folder], { env });
    expect((await store.read(name))?.lastActivity).toBeGreaterThan(0);
    const { stdout } = await bed.cli([
      'inspect',
      '--format',
      '{{.State.Running}}',
      `buildx_buildkit_${name.toLowerCase()}0`,
    ]);
    expect(stdout.trim()).toBe('true');
    await buildx('rm', name);
    expect(await store.read(name)).toBeUndefined();
  });
});
