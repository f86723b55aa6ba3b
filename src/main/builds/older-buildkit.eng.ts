import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testbed } from '../../../tools/testbed/testbed.ts';
import type { Build } from '../../shared/actions/index.ts';
import { until } from '../builders/testing/rig.ts';
import { type ControlClient, capabilitiesOf, openControl } from '../buildkit/index.ts';
import { openRecordingProxy, type RecordingProxy } from '../buildkit/testing/recording-proxy.ts';
import { unknownTo } from '../buildkit/testing/unknown-fields.ts';
import { variable } from '../engine/index.ts';
import {
  type BuildsRig,
  ended,
  HOLD,
  letGo,
  listed,
  look,
  openBuildsRig,
  stepOf,
  untilBuild,
} from './testing/builds-rig.ts';

const bed = testbed();
const PORT = 1234;

/** The BuildKits inside Docker 26 and 28, each in a container, reached over TCP through a proxy that keeps what is sent. */
describe.each([
  { version: '0.13', tag: 'v0.13.2' },
  { version: '0.25', tag: 'v0.25.2' },
] as const)('BuildKit $version in a container', ({ version, tag }) => {
  const own = `older-${version.replace('.', '-')}`;
  const far = `${own}-far`;
  const image = `older/${version}:1`;
  const address = `${bed.registry.address}/older/${version}`;
  let builds: BuildsRig;
  let proxy: RecordingProxy;
  let control: ControlClient;
  let digest: string;

  beforeAll(async () => {
    await bed.registry.push('busybox', 'library/busybox', 'latest');
    digest = await bed.registry.push(`buildkit-${version}`, 'moby/buildkit', tag);
    builds = await openBuildsRig(bed);
    const { rig } = builds;
    const flags = `--addr unix:///run/buildkit/buildkitd.sock --addr tcp://0.0.0.0:${PORT}`;
    await rig.cli(
      ...['buildx', 'create', '--name', own, '--driver', 'docker-container', '--bootstrap'],
      ...['--driver-opt', `image=moby/buildkit:${tag}`, '--buildkitd-flags', flags],
    );
    const format = '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}';
    const host = (await rig.cli('inspect', '--format', format, `buildx_buildkit_${own}0`)).trim();
    proxy = await openRecordingProxy({ host, port: PORT });
    const endpoint = `tcp://127.0.0.1:${proxy.port}`;
    const node = { name: `${far}0`, endpoint, platforms: null, driverOpts: null, flags: null, files: null };
    await rig.store.save({ name: far, driver: 'remote', nodes: [node], dynamic: false });
    await rig.untilNode(far, ({ status, platforms }) => status === 'running' && platforms.length > 0);
    control = openControl({ kind: 'tcp', host: '127.0.0.1', port: proxy.port });
  }, 600_000);

  afterAll(async () => {
    control?.close();
    await builds?.rig.cli('buildx', 'rm', '--force', own).catch(() => {});
    await builds?.close([`${own}0`]);
    await proxy?.close();
    await bed.cli(['image', 'rm', '--force', image, `moby/buildkit:${tag}`], { unchecked: true });
    await bed.registry.remove('moby/buildkit', digest);
  });

  async function run(action: Partial<Build> & Pick<Build, 'context'>) {
    const key = await builds.begin({ builder: far, ...action });
    return { key, head: await ended(builds.service, key) };
  }

  it('is a builder as docker buildx lists it, and what it can do is known', async () => {
    const [mine, theirs] = [builds.rig.builder(own)?.nodes[0], await builds.rig.cli('buildx', 'inspect', own)];
    expect(theirs).toMatch(new RegExp(`BuildKit version:\\s+${tag}\\n`));
    await builds.rig.untilNode(own, ({ buildkitVersion }) => buildkitVersion === tag);
    expect(mine?.container?.image).toBe(`moby/buildkit:${tag}`);
    const found = capabilitiesOf({ info: await control.info() });
    expect([found.has('exporters'), found.has('externalError')]).toEqual([true, version === '0.25']);
  });

  it('loads, writes files and pushes in one build, with arguments and a secret', async () => {
    const path = join(await bed.freshFolder('older'), 'out');
    const context = await builds.project(
      `FROM busybox\nARG WORD\nRUN --mount=type=secret,id=key echo "$WORD $(wc -c < /run/secrets/key)" > /said\nCMD ["cat", "/said"]\n`,
    );
    const { head } = await run({
      context,
      tags: [image, `${address}:1`],
      args: [{ name: 'WORD', value: 'heard' }],
      secrets: [{ id: 'key', from: { kind: 'typed', value: 'hush' } }],
      outputs: [{ kind: 'load' }, { kind: 'folder', path }],
    });
    expect(head.failure).toBeUndefined();
    expect(head.outcome).toMatchObject({ kind: 'image-loaded', image, outputs: [{ kind: 'folder', path }] });
    expect(await readFile(join(path, 'said'), 'utf8')).toBe('heard 4\n');
    expect((await bed.cli(['run', '--rm', '--network', 'none', image])).stdout).toBe('heard 4\n');
    const pushed = await run({ context, tags: [`${address}:2`], outputs: [{ kind: 'push' }] });
    expect(pushed.head.failure).toBeUndefined();
    const [output] = pushed.head.outcome?.outputs ?? [];
    const answer = await fetch(`http://${bed.registry.address}/v2/older/${version}/manifests/2`, {
      headers: { accept: 'application/vnd.oci.image.index.v1+json' },
    });
    const there = answer.headers.get('docker-content-digest') ?? '';
    expect(output).toMatchObject({ kind: 'push', digest: there });
    await bed.registry.remove(`older/${version}`, there);
    await bed.cli(['image', 'rm', '--force', `${address}:1`]);
  });

  it('a build is seen live, joined halfway, and replayed from its record', async () => {
    const context = await builds.project(
      `FROM busybox AS base\nRUN echo held ${Date.now()}; printf 'no end'; ${HOLD}; echo; echo released\n` +
        'FROM scratch\nCOPY --link --from=base /bin/busybox /\n',
    );
    const key = await builds.begin({ builder: far, context });
    await untilBuild(builds.service, key, (state) => (stepOf(state, 'echo held')?.logLines ?? 0) > 1);
    const joined = await builds.another();
    await listed(joined, key, ({ status }) => status === 'running');
    await untilBuild(joined, key, (state) => (stepOf(state, 'echo held')?.logLines ?? 0) > 1);
    await letGo(builds.rig, `${own}0`);
    const seen = async (service: typeof joined) => {
      const head = await ended(service, key);
      const { steps, log } = await look(service, key);
      const shown = steps.map(({ name, status, logLines }) => [name, status, logLines].join(' '));
      return { status: head.summary.status, shown: shown.sort(), log: log.map(({ text }) => text) };
    };
    const mine = await seen(builds.service);
    expect(mine.status).toBe('done');
    expect(mine.log).toContain('released');
    expect(await seen(joined)).toEqual(mine);
    const later = await builds.another();
    await listed(later, key, ({ status }) => status === 'done');
    expect(await seen(later)).toEqual(mine);
  });

  it('a failure points at its line, in our own build and in one of the CLI', async () => {
    const dockerfile = 'FROM busybox\nRUN echo before\nRUN echo oh no; exit 9\n';
    const { head } = await run({ context: await builds.project(dockerfile) });
    expect(head.failure).toMatchObject({ exitCode: 9, source: { ranges: [{ startLine: 3 }] } });
    const name = `by-cli-${version}`;
    const args = ['buildx', 'build', '--builder', own, await builds.project(dockerfile, name)];
    const env = { BUILDX_CONFIG: variable(builds.rig.environment, 'BUILDX_CONFIG') ?? '' };
    const [code] = await once(bed.spawnCli(args, { env }), 'exit');
    expect(code).not.toBe(0);
    const { items } = await until<'builds'>(builds.service.list, (state) =>
      Object.values(state.items).some((summary) => summary.name === name && summary.status === 'failed'),
    );
    const key = Object.values(items).find((summary) => summary.name === name)?.key ?? '';
    const theirs = await untilBuild(builds.service, key, (state) => state.head.failure !== undefined);
    await ended(builds.service, key);
    expect(theirs.head.failure?.failure.title).toBe(head.failure?.failure.title);
    expect(builds.service.open(key).state().head.failure).toEqual(head.failure);
  });

  it('cancelling ends the step', async () => {
    const context = await builds.project(`FROM busybox\nRUN echo held ${Date.now()}; ${HOLD}\n`);
    const key = await builds.begin({ builder: far, context });
    await untilBuild(builds.service, key, (state) => (stepOf(state, 'echo held')?.logLines ?? 0) > 0);
    builds.service.cancel(key);
    expect((await ended(builds.service, key)).summary.status).toBe('cancelled');
    expect(await builds.rig.cli('top', `buildx_buildkit_${own}0`, '-eo', 'pid,args')).not.toContain('echo held');
  });

  it('is asked for nothing that it would take for something else', async () => {
    const { key } = await run({ context: await builds.project('FROM scratch\nCOPY Dockerfile /\n') });
    const { ref } = (await listed(builds.service, key)) ?? {};
    const capabilities = capabilitiesOf({ info: await control.info() });
    await control.updateBuildHistory({ kind: 'pin', ref, pinned: true });
    const finalize = control.updateBuildHistory({ kind: 'finalize', ref, capabilities });
    const prune = async (limits: object) => {
      const freed: string[] = [];
      const request = { filter: ['type==source.local'], ...limits };
      for await (const { id } of control.prune(request, { capabilities })) freed.push(id);
      return freed;
    };
    if (version === '0.13') {
      const refused = { failure: { code: 'unsupported' } };
      await expect(finalize).rejects.toMatchObject(refused);
      await expect(prune({ maxUsedSpace: 1 })).rejects.toMatchObject(refused);
    } else {
      await finalize;
      expect(await prune({ maxUsedSpace: 1e12 })).toEqual([]);
    }
    await pinnedIs(control, ref, true);
    const local = (await control.diskUsage()).filter(({ type }) => type === 'source.local').map(({ id }) => id);
    expect(local.length).toBeGreaterThan(0);
    expect(local).toEqual(expect.arrayContaining(await prune({})));
    await control.updateBuildHistory({ kind: 'delete', ref });
  });

  it('was sent nothing in all of this that it does not know', () => {
    expect(unknownTo(version, proxy.calls)).toEqual([]);
    const methods = new Set(proxy.calls.map(({ path }) => path.split('/').at(-1)));
    const asked = ['Info', 'ListWorkers', 'Session', 'Solve', 'Status', 'ListenBuildHistory', 'UpdateBuildHistory'];
    expect([...methods]).toEqual(expect.arrayContaining([...asked, 'DiskUsage', 'Prune']));
    // A filter or a limit that 0.20 to 0.28 know can end the whole daemon; 0.13 knows neither.
    const listens = proxy.calls.filter(({ path }) => path.endsWith('/ListenBuildHistory'));
    expect(unknownTo('0.13', listens)).toEqual([]);
  });
});

async function pinnedIs(control: ControlClient, ref: string, pinned: boolean): Promise<void> {
  for await (const event of control.listenBuildHistory({ earlyExit: true })) {
    if (event.kind === 'complete' && event.record.ref === ref) expect(event.record.pinned).toBe(pinned);
  }
}
