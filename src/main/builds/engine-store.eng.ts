import { execFileSync } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testbed } from '../../../tools/testbed/testbed.ts';
import type { Build } from '../../shared/actions/index.ts';
import type { BuildHead } from '../../shared/contract/index.ts';
import { type HistoryRecord, openControl } from '../buildkit/index.ts';
import { type BuildsRig, ended, openBuildsRig } from './testing/builds-rig.ts';

const bed = testbed();
const registry = bed.registry.address;
const images: string[] = [];
const pushed = new Map<string, string>();
let builds: BuildsRig;
let context: string;

beforeAll(async () => {
  await bed.registry.push('busybox', 'library/busybox', 'latest');
  builds = await openBuildsRig(bed);
  await builds.rig.untilNode('default', (node) => node.status === 'running' && node.platforms.length > 0);
  context = await builds.project(
    `FROM ${registry}/library/busybox\nRUN echo made here > /said\nCMD ["cat", "/said"]\n`,
  );
});

afterAll(async () => {
  await builds?.close([]);
  await bed.cli(['image', 'rm', '--force', ...images], { unchecked: true });
  for (const [repository, digest] of pushed) await bed.registry.remove(repository, digest);
  await bed.dispose();
});

async function done(action: Partial<Build>): Promise<BuildHead> {
  const key = await builds.begin({ builder: 'default', context, ...action });
  const head = await ended(builds.service, key);
  expect(head.failure).toBeUndefined();
  images.push(...(action.tags ?? []));
  return head;
}

/** What docker says of an image: its id, which in this store is the digest of its manifest or index, and its size. */
async function inspect(image: string): Promise<{ readonly id: string; readonly size: number }> {
  const { stdout } = await bed.cli(['image', 'inspect', '--format', '{{.Id}} {{.Size}}', image]);
  const [id = '', size = ''] = stdout.trim().split(' ');
  return { id, size: Number(size) };
}

/** The digest that the registry has for a name. */
async function digestOf(name: string): Promise<string> {
  const [repository = '', tag = ''] = name.replace(`${registry}/`, '').split(':');
  const accept = 'application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json';
  const answer = await fetch(`http://${registry}/v2/${repository}/manifests/${tag}`, { headers: { accept } });
  const digest = answer.headers.get('docker-content-digest') ?? '';
  pushed.set(repository, digest);
  return digest;
}

async function records(): Promise<ReadonlyMap<string, HistoryRecord>> {
  const control = openControl({ kind: 'engine-grpc', engine: builds.rig.engine.address });
  try {
    const found = new Map<string, HistoryRecord>();
    for await (const event of control.listenBuildHistory({ earlyExit: true })) {
      if (event.kind === 'complete') found.set(event.record.ref, event.record);
    }
    return found;
  } finally {
    control.close();
  }
}

it('an image is loaded, told with the digest and size that docker shows, and runs', async () => {
  const tag = 'engine-store:loaded';
  const head = await done({ tags: [tag], outputs: [{ kind: 'load' }] });
  const { id, size } = await inspect(tag);
  expect(head.outcome).toEqual({
    kind: 'image-loaded',
    tags: [tag],
    image: tag,
    digest: id,
    size,
    engine: 'default',
  });
  const { stdout } = await bed.cli(['run', '--rm', '--network', 'none', tag]);
  expect(stdout).toBe('made here\n');
});

it('an image without a name is found by its digest', async () => {
  const head = await done({ outputs: [{ kind: 'load' }] });
  const image = head.outcome?.image ?? '';
  expect(image).toMatch(/^sha256:/);
  const { id, size } = await inspect(image);
  expect(head.outcome).toMatchObject({ digest: id, size });
  images.push(image);
});

it('a push and a load ask BuildKit for what docker buildx asks for', async () => {
  const tag = `${registry}/engine-store/both:1`;
  const before = await records();
  const head = await done({ tags: [tag], outputs: [{ kind: 'load' }, { kind: 'push' }] });
  const digest = await digestOf(tag);
  expect(head.outcome).toMatchObject({
    kind: 'image-loaded',
    digest: (await inspect(tag)).id,
    outputs: [{ kind: 'push', reference: tag, digest }],
  });
  const mine = await records();
  await builds.rig.cli('buildx', 'build', '--load', '--push', '--tag', tag, context);
  const all = await records();
  const only = (now: ReadonlyMap<string, HistoryRecord>, then: ReadonlyMap<string, HistoryRecord>) => {
    const [record] = [...now.values()].filter(({ ref }) => !then.has(ref));
    const exporters = record?.exporters.map(({ type, attrs }) => ({ type, attrs: { ...attrs } })) ?? [];
    return {
      attributes: { ...record?.frontendAttrs },
      exporters: exporters.sort((a, b) => (a.attrs.push ?? '').localeCompare(b.attrs.push ?? '')),
    };
  };
  const ours = only(mine, before);
  expect(ours.exporters).toHaveLength(2);
  expect(ours).toEqual(only(all, mine));
});

it('both kinds of image files come out, and docker load takes them', async () => {
  const folder = await bed.freshFolder('archives');
  const [docker, oci] = [join(folder, 'docker.tar'), join(folder, 'oci.tar')];
  const head = await done({
    tags: ['engine-store:file'],
    outputs: [
      { kind: 'docker-archive', path: docker },
      { kind: 'oci-archive', path: oci },
    ],
  });
  expect(head.outcome?.outputs).toEqual([
    { kind: 'docker-archive', path: docker, size: (await stat(docker)).size },
    { kind: 'oci-archive', path: oci, size: (await stat(oci)).size },
  ]);
  expect(execFileSync('tar', ['-tf', oci]).toString()).toContain('oci-layout');
  expect((await bed.cli(['load', '--input', docker])).stdout).toContain('engine-store:file');
  expect((await bed.cli(['load', '--input', oci])).stdout).toContain('engine-store:file');
});

it('an image for several platforms is one index', async () => {
  const tag = 'engine-store:platforms';
  const platforms = ['linux/amd64', 'linux/arm64'];
  const scratch = await builds.project('FROM scratch\nCOPY Dockerfile /\n');
  const head = await done({ context: scratch, tags: [tag], platforms, outputs: [{ kind: 'load' }] });
  expect(head.outcome?.digest).toBe((await inspect(tag)).id);
  const record = [...(await records()).values()].find(({ exporters }) => exporters[0]?.attrs.name?.includes(tag));
  expect(Object.keys(record?.results ?? {}).sort()).toEqual(platforms);
});

it('a builder with a container of its own loads into such a store too', async () => {
  const name = 'engine-store-itg';
  const tag = 'engine-store:own';
  await builds.rig.cli('buildx', 'create', '--name', name, '--driver', 'docker-container', '--bootstrap');
  try {
    await builds.rig.untilNode(name, (node) => node.status === 'running');
    const project = await builds.project('FROM busybox\nCMD ["echo", "made there"]\n');
    const head = await done({ builder: name, context: project, tags: [tag], outputs: [{ kind: 'load' }] });
    const { id, size } = await inspect(tag);
    expect(head.outcome).toMatchObject({ kind: 'image-loaded', image: tag, digest: id, size });
    expect((await bed.cli(['run', '--rm', '--network', 'none', tag])).stdout).toBe('made there\n');
  } finally {
    await builds.rig.cli('buildx', 'rm', '--force', name);
  }
});
