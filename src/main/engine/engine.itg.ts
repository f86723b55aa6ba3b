import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { pack } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { testbed } from '../../../tools/testbed/testbed.ts';
import type { OutputChunk } from './demux.ts';
import { connectEngine } from './engine.ts';
import { environmentOf } from './environment.ts';
import { probeEngine } from './probe.ts';
import type { ContainerSample } from './types-containers.ts';

/** Against the testbed's Engine. Everything made here starts with this prefix and is removed. */
const PREFIX = `slipway-engine-itg-${randomBytes(3).toString('hex')}-`;
const IMAGE = 'busybox:latest';
const bed = testbed();
const environment = environmentOf({ env: bed.environment(), home: '/nonexistent', platform: process.platform });
const engine = connectEngine({ kind: 'socket', path: bed.socketPath }, environment);
const { containers, volumes, networks, images } = engine;
const SLEEP = ['sh', '-c', 'trap "exit 0" TERM; while :; do sleep 0.05; done'];

beforeAll(async () => {
  await images.pull(IMAGE);
});
afterAll(async () => {
  for (const { name } of await containers.list({ namePrefix: PREFIX })) await containers.remove(name, { force: true });
  for (const { name } of await volumes.list({ namePrefix: PREFIX })) await volumes.remove(name);
  engine.close();
  await bed.dispose();
});

async function textOf(output: AsyncIterable<OutputChunk>): Promise<{ stdout: string; stderr: string }> {
  const text = { stdout: '', stderr: '' };
  for await (const { stream, data } of output) text[stream] += data;
  return text;
}
const failureOf = (done: Promise<unknown>) =>
  done.then(
    () => undefined,
    (error) => error.failure,
  );

describe('the Engine', () => {
  it('says what it is, as its CLI does', async () => {
    const info = await engine.info();
    const { stdout } = await bed.cli(['info', '--format', '{{json .}}']);
    const theirs = JSON.parse(stdout);
    expect(info).toMatchObject({
      id: theirs.ID,
      version: theirs.ServerVersion,
      cpus: theirs.NCPU,
      memory: theirs.MemTotal,
      cgroupDriver: theirs.CgroupDriver,
      cgroupVersion: theirs.CgroupVersion,
      swapLimit: theirs.SwapLimit,
      containerdImageStore: bed.kit === 'docker-newest',
      usernsRemap: false,
    });
    expect(info.apiVersion).toMatch(/^1\.\d+$/);
  });

  it('answers a probe, and has a BuildKit of its own', async () => {
    expect(await probeEngine(engine, environment)).toMatchObject({ kind: 'answers', tried: bed.dockerHost });
    expect(await engine.hasBuildkit()).toBe(true);
  });
});

describe('a container', () => {
  const name = `${PREFIX}life`;

  it('lives from create to remove', async () => {
    const created = await containers.create(name, {
      Image: IMAGE,
      Cmd: SLEEP,
      Env: ['A=1'],
      Labels: { l: 'v' },
      HostConfig: { Memory: 64 << 20, CpuQuota: 50_000, RestartPolicy: { Name: 'unless-stopped' }, Init: true },
    });
    expect(await containers.inspect(name)).toMatchObject({
      id: created.id,
      name,
      image: IMAGE,
      labels: { l: 'v' },
      command: SLEEP,
      state: { status: 'created', running: false, startedAt: undefined },
      hostConfig: { memory: 64 << 20, cpuQuota: 50_000, restartPolicy: { name: 'unless-stopped' } },
    });
    const tar = pack();
    tar.entry({ name: 'note' }, 'from a tar');
    tar.finalize();
    await containers.putArchive(name, '/etc', Readable.from(tar));

    await containers.start(name);
    await containers.start(name);
    const running = await containers.inspect(name);
    expect(running.state).toMatchObject({ running: true });
    expect(running.state.startedAt).toBeGreaterThan(running.createdAt);
    expect(Object.keys(running.networks)).toEqual(['bridge']);

    const seen = await containers.exec(name, ['sh', '-c', 'cat /etc/note; echo bad >&2; exit 7']);
    expect({ ...seen, stdout: String(seen.stdout), stderr: String(seen.stderr) }).toEqual({
      exitCode: 7,
      stdout: 'from a tar',
      stderr: 'bad\n',
    });

    await containers.update(name, { Memory: 128 << 20, MemorySwap: 256 << 20 });
    expect((await containers.inspect(name)).hostConfig.memory).toBe(128 << 20);
    await containers.rename(name, `${name}2`);
    await containers.stop(`${name}2`, { graceSeconds: 2 });
    await containers.stop(`${name}2`);
    expect(await failureOf(containers.exec(`${name}2`, ['true']))).toMatchObject({ code: 'conflict' });
    expect((await containers.list({ namePrefix: PREFIX })).map((row) => [row.name, row.state])).toEqual([
      [`${name}2`, 'exited'],
    ]);
    await containers.remove(`${name}2`);
    expect(await failureOf(containers.inspect(`${name}2`))).toMatchObject({ code: 'not-found' });
  });

  it('fails in typed ways', async () => {
    await containers.create(`${PREFIX}taken`, { Image: IMAGE });
    expect(await failureOf(containers.create(`${PREFIX}taken`, { Image: IMAGE }))).toMatchObject({ code: 'conflict' });
    expect(await failureOf(containers.create(`${PREFIX}x`, { Image: 'no/such-image' }))).toMatchObject({
      code: 'not-found',
    });
    const memory = { Image: IMAGE, HostConfig: { Memory: 1 } };
    expect(await failureOf(containers.create(`${PREFIX}x`, memory))).toMatchObject({
      code: 'invalid-input',
      detail: expect.stringContaining('memory limit'),
    });
    expect(await failureOf(containers.start(`${PREFIX}gone`))).toMatchObject({ code: 'not-found' });
    expect(await failureOf(engine.info({ refresh: true, signal: AbortSignal.abort() }))).toMatchObject({
      code: 'cancelled',
    });
    await containers.remove(`${PREFIX}taken`);
  });

  it('has logs, whole and followed', async () => {
    const logged = `${PREFIX}logs`;
    await containers.create(logged, { Image: IMAGE, Cmd: ['sh', '-c', 'echo one; echo two >&2; echo three'] });
    await containers.start(logged);
    expect(await textOf(containers.logs(logged, { follow: true }))).toEqual({
      stdout: 'one\nthree\n',
      stderr: 'two\n',
    });
    const last = await textOf(containers.logs(logged, { tail: 1 }));
    expect(`${last.stdout}${last.stderr}`.trim().split('\n')).toHaveLength(1);
    await containers.remove(logged);
  });

  it('has stats while it runs, and an end after', async () => {
    const busy = `${PREFIX}busy`;
    const HostConfig = { Memory: 64 << 20, CpuQuota: 30_000, CpuPeriod: 100_000 };
    await containers.create(busy, { Image: IMAGE, Cmd: ['sh', '-c', 'while :; do :; done'], HostConfig });
    await containers.start(busy);
    const stop = new AbortController();
    const samples: ContainerSample[] = [];
    for await (const sample of containers.stats(busy, { signal: stop.signal })) {
      samples.push(sample);
      if (samples.length === 3) await containers.stop(busy, { graceSeconds: 0 });
    }
    const [first, second, third] = samples;
    expect(first?.cores).toBeUndefined();
    // A third of a core at most, by its quota; a generous bound for a busy machine.
    expect(third?.cores).toBeGreaterThan(0.02);
    expect(third?.cores).toBeLessThan(0.6);
    expect(second?.at).toBeGreaterThan(first?.at ?? 0);
    expect(third?.memoryLimit).toBe(64 << 20);
    expect(third?.memory).toBeGreaterThan(0);
    await containers.remove(busy);
  });
});

describe('run', () => {
  it('gives output in both streams and the exit code, and leaves nothing', async () => {
    const run = await engine.run({
      image: IMAGE,
      name: `${PREFIX}run`,
      command: ['sh', '-c', 'echo out; echo err >&2; exit 3'],
    });
    expect(await textOf(run.output)).toEqual({ stdout: 'out\n', stderr: 'err\n' });
    expect(await run.exitCode).toBe(3);
    expect(await failureOf(containers.inspect(run.containerId))).toMatchObject({ code: 'not-found' });
  });

  it('slows the program down while nobody reads', async () => {
    const name = `${PREFIX}flood`;
    const script = 'i=0; while [ $i -lt 600 ]; do head -c 100000 /dev/zero; i=$((i+1)); echo $i > /n; done';
    const hostConfig = { LogConfig: { Type: 'none' } };
    const run = await engine.run({ image: IMAGE, name, command: ['sh', '-c', script], hostConfig });
    const written = async () => Number(String((await containers.exec(name, ['cat', '/n'])).stdout));
    // Blocked: the same twice in a row, with the program still there to ask.
    await vi.waitFor(async () => {
      const before = await written();
      await delay(200);
      expect(before).toBeGreaterThan(0);
      expect(await written()).toBe(before);
    }, 20_000);
    expect(await written()).toBeLessThan(300);
    let bytes = 0;
    for await (const { data } of run.output) bytes += data.length;
    expect(bytes).toBe(60_000_000);
    expect(await run.exitCode).toBe(0);
  });

  it('can be stopped, and given up', async () => {
    // Before its trap is set, the first process of a container does not notice the signal at all.
    const trap = ['sh', '-c', 'trap "exit 0" TERM; echo set; while :; do sleep 0.05; done'];
    const run = await engine.run({ image: IMAGE, name: `${PREFIX}stop`, command: trap });
    await run.output[Symbol.asyncIterator]().next();
    await run.stop();
    expect(await run.exitCode).toBe(0);
    await run.stop();
    const stop = new AbortController();
    const given = await engine.run({ image: IMAGE, name: `${PREFIX}stop`, command: SLEEP, signal: stop.signal });
    stop.abort();
    expect(await given.exitCode).toBe(137);
  });

  it('leaves nothing when the program does not exist', async () => {
    const failure = await failureOf(engine.run({ image: IMAGE, name: `${PREFIX}none`, command: ['/no/such'] }));
    expect(failure).toMatchObject({ detail: expect.stringContaining('no such file') });
    expect(await containers.list({ namePrefix: `${PREFIX}none` })).toEqual([]);
  });
});

describe('volumes', () => {
  it('are made, listed, measured, kept while in use, and removed', async () => {
    const name = `${PREFIX}vol`;
    const made = await volumes.create(name, { labels: { a: 'b' } });
    expect(made).toMatchObject({ name, driver: 'local', labels: { a: 'b' } });
    expect(made.createdAt).toBeGreaterThan(0);
    const Mounts = [{ Type: 'volume', Source: name, Target: '/v' }];
    const run = await engine.run({
      image: IMAGE,
      command: ['sh', '-c', 'dd if=/dev/zero of=/v/f bs=1k count=100 2>/dev/null'],
      hostConfig: { Mounts },
    });
    expect(await run.exitCode).toBe(0);
    const size = (await volumes.usage()).get(name);
    expect(size).toMatchObject({ references: 0 });
    expect(size?.size).toBeGreaterThanOrEqual(100 * 1024);
    expect((await volumes.list({ namePrefix: PREFIX })).map((volume) => volume.name)).toEqual([name]);

    const user = `${PREFIX}user`;
    await containers.create(user, { Image: IMAGE, HostConfig: { Mounts } });
    expect((await containers.inspect(user)).mounts).toMatchObject([
      { type: 'volume', name, destination: '/v', readWrite: true },
    ]);
    expect(await failureOf(volumes.remove(name))).toMatchObject({ code: 'volume-in-use' });
    await containers.remove(user);
    await volumes.remove(name);
    expect(await failureOf(volumes.inspect(name))).toMatchObject({ code: 'not-found' });
  });
});

describe('networks', () => {
  it('are listed and inspected', async () => {
    const list = await networks.list();
    expect(list.map(({ name }) => name)).toEqual(expect.arrayContaining(['bridge', 'host', 'none']));
    const bridge = await networks.inspect('bridge');
    expect(bridge).toMatchObject({ driver: 'bridge', scope: 'local', internal: false });
    expect(bridge.subnets[0]).toMatch(/^\d+\.\d+\.\d+\.\d+\/\d+$/);
    expect(await failureOf(networks.inspect('no-such'))).toMatchObject({ code: 'not-found' });
  });
});

describe('images', () => {
  it('are pulled with progress', async () => {
    const repository = `${PREFIX}pulled`;
    const digest = await bed.registry.push('busybox', repository, 'v1');
    const reference = `${bed.registry.address}/${repository}:v1`;
    const statuses: string[] = [];
    await images.pull(reference, { onProgress: ({ status }) => statuses.push(status) });
    expect(statuses.some((status) => status.startsWith('Pulling from'))).toBe(true);
    expect(statuses.some((status) => status.includes(digest))).toBe(true);
    const image = await images.inspect(reference);
    expect(image).toMatchObject({ os: 'linux', digests: expect.arrayContaining([expect.stringContaining(digest)]) });
    await images.pull(`${bed.registry.address}/${repository}@${digest}`);
    await images.remove(reference, { force: true });
    await bed.registry.remove(repository, digest);
  });

  it('fail to be pulled in the registry’s words', async () => {
    const failure = await failureOf(images.pull(`${bed.registry.address}/no/such:image`));
    expect(failure).toMatchObject({ code: 'image-unavailable', detail: expect.stringMatching(/unknown|not found/) });
    expect(await failureOf(images.inspect('no/such:image'))).toMatchObject({ code: 'not-found' });
  });

  it('are loaded from an archive, which says what it was', async () => {
    const child = bed.spawnCli(['save', IMAGE]);
    if (child.stdout === null) throw new Error('no output');
    expect(await images.load(child.stdout)).toEqual([IMAGE]);
    expect((await images.list()).flatMap(({ tags }) => tags)).toContain(IMAGE);
  });
});
