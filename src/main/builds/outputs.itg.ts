import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testbed } from '../../../tools/testbed/testbed.ts';
import { type Build, type BuildSecret, PLAIN_BUILD } from '../../shared/actions/index.ts';
import type { BuildHead } from '../../shared/contract/index.ts';
import { microsNow } from '../builders/index.ts';
import { openRig, type Rig } from '../builders/testing/rig.ts';
import { variable } from '../engine/index.ts';
import { BuildNotes, BuildsService } from './index.ts';

const bed = testbed();
const builder = 'outputs-itg';
const registry = bed.registry.address;
const DOCKERFILE = `FROM busybox
RUN mkdir -p /out/sub && echo made > /out/file && echo deep > /out/sub/deep && ln -s file /out/link && chmod 750 /out/sub/deep
`;
/** Repository -> digest, to be removed in the end. */
const pushed = new Map<string, string>();
let rig: Rig;
let builds: BuildsService;
let notesFolder: string;
let spool: string;

beforeAll(async () => {
  await bed.registry.push('busybox', 'library/busybox', 'latest');
  rig = await openRig(bed, { mirror: true, env: { OUTPUTS_ITG_SECRET: 'from the environment' } });
  await rig.cli('buildx', 'create', '--name', builder, '--driver', 'docker-container', '--bootstrap');
  await rig.untilNode(builder, (node) => node.status === 'running');
  notesFolder = await bed.freshFolder('notes');
  spool = await bed.freshFolder('spool');
  builds = new BuildsService({
    builders: rig.builders,
    store: rig.store,
    notes: new BuildNotes(notesFolder),
    spoolRoot: spool,
    defaultPlatform: undefined,
    run: {
      loadEngine: async () => ({ engine: rig.engine, context: 'default' }),
      credentials: async () => undefined,
      tokenSeedFolder: undefined,
      proxyVariables: {},
      proxies: async () => ({}),
      environment: (name) => variable(rig.environment, name),
      engineVersion: (name) => {
        const state = rig.engines.state().items[rig.builder(name)?.nodes[0]?.endpoint ?? '']?.state;
        return state?.kind === 'up' ? state.facts.version : undefined;
      },
      now: microsNow,
    },
  });
  builds.start();
}, 60_000);

afterAll(async () => {
  await builds?.close();
  await rig?.close([`${builder}0`]);
  for (const [repository, digest] of pushed) await bed.registry.remove(repository, digest);
  await bed.dispose();
});

async function project(dockerfile = DOCKERFILE): Promise<string> {
  const folder = await bed.freshFolder('outputs');
  await writeFile(join(folder, 'Dockerfile'), dockerfile);
  return folder;
}

/** Runs a build to its end. */
async function run(action: Partial<Build> & { readonly context: string }): Promise<BuildHead> {
  const key = await builds.begin({
    ...PLAIN_BUILD,
    builder,
    ...action,
  });
  const source = builds.open(key);
  return new Promise((resolve) => {
    const look = () => {
      const { head } = source.state();
      if (head === undefined || head.summary.status === 'running') return;
      // The outcome or the failure comes with the end itself.
      if (head.outcome === undefined && head.failure === undefined && head.summary.status !== 'cancelled') return;
      end();
      resolve(head);
    };
    const end = source.onChange(look);
    queueMicrotask(look);
  });
}

async function done(action: Partial<Build> & { readonly context: string }): Promise<BuildHead> {
  const head = await run(action);
  expect(head.failure).toBeUndefined();
  return head;
}

const MANIFESTS = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** A file of the registry; @param path as in `web/manifests/latest` */
async function inRegistry(path: string): Promise<string> {
  return (await fetch(`http://${registry}/v2/${path}`, { headers: { accept: MANIFESTS } })).text();
}

/** What the registry has under a name, and its digest. */
async function manifest(name: string): Promise<{ readonly digest: string; readonly body: Index }> {
  const [repository, tag] = name.replace(`${registry}/`, '').split(':');
  const text = await inRegistry(`${repository}/manifests/${tag}`);
  const digest = `sha256:${createHash('sha256').update(text).digest('hex')}`;
  pushed.set(repository ?? '', digest);
  return { digest, body: JSON.parse(text) };
}

interface Index {
  readonly mediaType: string;
  readonly manifests: readonly {
    readonly digest: string;
    readonly platform: { readonly os: string; readonly architecture: string };
  }[];
}

/** The image itself in an index: what its attestation says of times differs from build to build. */
function imageOf({ body }: { readonly body: Index }): string | undefined {
  return body.manifests.find(({ platform }) => platform.os !== 'unknown')?.digest;
}

/** The configuration of the only image under a name. */
async function configOf(name: string): Promise<Readonly<Record<string, unknown>>> {
  const repository = name.replace(`${registry}/`, '').split(':')[0];
  const image = JSON.parse(await inRegistry(`${repository}/manifests/${imageOf(await manifest(name))}`));
  return JSON.parse(await inRegistry(`${repository}/blobs/${image.config.digest}`));
}

describe('a push', () => {
  it('puts the image there as docker buildx build --push does', async () => {
    const context = await project();
    const ours = `${registry}/outputs-itg/ours:1`;
    const also = `${registry}/outputs-itg/ours:2`;
    const theirs = `${registry}/outputs-itg/theirs:1`;
    const head = await done({ context, tags: [ours, also], outputs: [{ kind: 'push' }] });
    await rig.cli('buildx', 'build', '--builder', builder, '--push', '-t', theirs, context);
    const [mine, other, cli] = [await manifest(ours), await manifest(also), await manifest(theirs)];
    expect(head.outcome).toEqual({
      kind: 'exported',
      tags: [ours, also],
      outputs: [
        { kind: 'push', reference: ours, digest: mine.digest },
        { kind: 'push', reference: also, digest: mine.digest },
      ],
    });
    expect(other.digest).toBe(mine.digest);
    expect(mine.body.mediaType).toBe(cli.body.mediaType);
    expect(mine.body.manifests.map(({ platform }) => platform)).toEqual(
      cli.body.manifests.map(({ platform }) => platform),
    );
    expect(imageOf(mine)).toMatch(/^sha256:/);
    expect(imageOf(mine)).toBe(imageOf(cli));
  });

  it('holds its cache where BUILDKIT_INLINE_CACHE asks for that, as with docker buildx build', async () => {
    const context = await project();
    const [ours, theirs] = [`${registry}/outputs-itg/inline:1`, `${registry}/outputs-itg/inline-theirs:1`];
    const args = [{ name: 'BUILDKIT_INLINE_CACHE', value: '1' }];
    await done({ context, args, tags: [ours], outputs: [{ kind: 'push' }] });
    const theirArgs = ['--build-arg', 'BUILDKIT_INLINE_CACHE=1', '--push', '-t', theirs, context];
    await rig.cli('buildx', 'build', '--builder', builder, ...theirArgs);
    const [mine, cli] = [await configOf(ours), await configOf(theirs)];
    expect(cli['moby.buildkit.cache.v0']).toEqual(expect.any(String));
    expect(mine).toEqual(cli);
  });

  it('beside a load tells the digest of the registry and the id of the Engine', async () => {
    const tag = `${registry}/outputs-itg/both:1`;
    const head = await done({ context: await project(), tags: [tag], outputs: [{ kind: 'push' }, { kind: 'load' }] });
    const { stdout: id } = await bed.cli(['image', 'inspect', '--format', '{{.Id}}', tag]);
    const there = await manifest(tag);
    expect(head.outcome).toMatchObject({
      kind: 'image-loaded',
      digest: id.trim(),
      outputs: [{ kind: 'push', reference: tag, digest: there.digest }],
    });
    await bed.cli(['image', 'rm', '--force', tag]);
  });

  it('of several platforms is one index', async () => {
    const tag = `${registry}/outputs-itg/many:1`;
    const context = await project('FROM scratch\nCOPY Dockerfile /\n');
    const platforms = ['linux/amd64', 'linux/arm64'];
    await done({ context, tags: [tag], platforms, outputs: [{ kind: 'push' }] });
    const { body } = await manifest(tag);
    const images = body.manifests.filter(({ platform }) => platform.os !== 'unknown');
    expect(images.map(({ platform }) => `${platform.os}/${platform.architecture}`)).toEqual(platforms);
  });

  it('to a registry that does not answer is a failure', async () => {
    const head = await run({ context: await project(), tags: ['127.0.0.1:9/none:1'], outputs: [{ kind: 'push' }] });
    expect(head.summary.status).toBe('failed');
    expect(head.failure?.failure.detail).toContain('127.0.0.1:9');
  });
});

describe('files', () => {
  const listing = (folder: string) =>
    execFileSync('sh', ['-c', "find . -printf '%P %y %m %l\\n' | sort"], { cwd: folder }).toString();

  it('lie in a folder as docker buildx build -o lays them', async () => {
    const context = await project(`${DOCKERFILE}FROM scratch\nCOPY --from=0 /out /\n`);
    const [ours, theirs] = [await bed.freshFolder('ours'), await bed.freshFolder('theirs')];
    await writeFile(join(ours, 'mine'), 'stays');
    const head = await done({ context, outputs: [{ kind: 'folder', path: ours }] });
    expect(head.outcome).toEqual({ kind: 'exported', tags: [], outputs: [{ kind: 'folder', path: ours }] });
    await rig.cli('buildx', 'build', '--builder', builder, '-o', theirs, context);
    await writeFile(join(theirs, 'mine'), 'stays');
    expect(listing(ours)).toBe(listing(theirs));
    expect(await readFile(join(ours, 'sub/deep'), 'utf8')).toBe('deep\n');
    // Node sets times to the microsecond, Go to the nanosecond.
    const [made, theirFile] = [await stat(join(ours, 'file')), await stat(join(theirs, 'file'))];
    expect(made.mtimeMs).toBeCloseTo(theirFile.mtimeMs, 1);
  });

  it('of several platforms lie in a folder each', async () => {
    const path = join(await bed.freshFolder('platforms'), 'new');
    const context = await project('FROM scratch\nCOPY Dockerfile /\n');
    await done({ context, platforms: ['linux/amd64', 'linux/arm64'], outputs: [{ kind: 'folder', path }] });
    expect((await readdir(path)).sort()).toEqual(['linux_amd64', 'linux_arm64']);
    expect(await readdir(join(path, 'linux_arm64'))).toEqual(['Dockerfile']);
  });

  it('a whole root file system comes out, with its links and thousands of files', async () => {
    const [ours, theirs] = [await bed.freshFolder('root'), await bed.freshFolder('root')];
    // Many more files than are open at a time.
    const many = 'RUN mkdir /many && cd /many && i=0 && while [ $i -lt 3000 ]; do echo $i > f$i; i=$((i+1)); done\n';
    const context = await project(`${DOCKERFILE}${many}`);
    await done({ context, outputs: [{ kind: 'folder', path: ours }] });
    await rig.cli('buildx', 'build', '--builder', builder, '-o', theirs, context);
    expect(listing(ours)).toBe(listing(theirs));
  });

  it('lie in one tar file, whose size is told', async () => {
    const path = join(await bed.freshFolder('tar'), 'files.tar');
    const context = await project(`${DOCKERFILE}FROM scratch\nCOPY --from=0 /out /\n`);
    const head = await done({ context, outputs: [{ kind: 'tar', path }] });
    expect(head.outcome?.outputs).toEqual([{ kind: 'tar', path, size: (await stat(path)).size }]);
    expect(execFileSync('tar', ['-xOf', path, 'sub/deep']).toString()).toBe('deep\n');
  });

  it('on a folder of the same name stop the build, and the folder stays', async () => {
    const path = await bed.freshFolder('kept');
    await mkdir(join(path, 'file'));
    const context = await project(`${DOCKERFILE}FROM scratch\nCOPY --from=0 /out /\n`);
    const head = await run({ context, outputs: [{ kind: 'folder', path }] });
    expect(head.failure?.failure).toMatchObject({ code: 'exporter-failed', detail: expect.stringContaining('folder') });
    expect((await stat(join(path, 'file'))).isDirectory()).toBe(true);
  });
});

describe("the Engine's own builder", () => {
  it('loads and writes files in one build, since its BuildKit is known by the version of the Engine', async () => {
    const path = await bed.freshFolder('engine');
    const tag = 'outputs-itg:engine';
    const context = await project('FROM scratch\nCOPY Dockerfile /\n');
    await rig.untilNode('default', (node) => node.status === 'running');
    const head = await done({
      context,
      builder: 'default',
      tags: [tag],
      outputs: [{ kind: 'load' }, { kind: 'folder', path }],
    });
    const { stdout: id } = await bed.cli(['image', 'inspect', '--format', '{{.Id}}', tag]);
    expect(head.outcome).toMatchObject({
      kind: 'image-loaded',
      digest: id.trim(),
      outputs: [{ kind: 'folder', path }],
    });
    expect(await readdir(path)).toEqual(['Dockerfile']);
    await bed.cli(['image', 'rm', '--force', tag]);
  });

  // What one with containerd's store can do besides is in engine-store.eng.ts.
  if (bed.kit !== 'docker-newest') {
    it('is told what it cannot do before anything starts', async () => {
      const context = await project();
      await rig.untilNode('default', (node) => node.status === 'running');
      await expect(
        run({ context, builder: 'default', tags: ['x'], outputs: [{ kind: 'push' }] }),
      ).rejects.toMatchObject({ failure: { code: 'invalid-input', field: 'outputs.0' } });
    });
  }
});

describe('image files', () => {
  it('both kinds come out of one build, and docker load takes the one for Docker', async () => {
    const folder = await bed.freshFolder('archives');
    const tag = 'outputs-itg:archive';
    const [docker, oci] = [join(folder, 'docker.tar'), join(folder, 'oci.tar')];
    const head = await done({
      context: await project(),
      tags: [tag],
      outputs: [
        { kind: 'docker-archive', path: docker },
        { kind: 'oci-archive', path: oci },
      ],
    });
    expect(head.outcome?.outputs).toEqual([
      { kind: 'docker-archive', path: docker, size: (await stat(docker)).size },
      { kind: 'oci-archive', path: oci, size: (await stat(oci)).size },
    ]);
    expect((await bed.cli(['load', '-i', docker])).stdout).toContain(tag);
    expect((await bed.cli(['run', '--rm', tag, 'cat', '/out/sub/deep'])).stdout).toBe('deep\n');
    await bed.cli(['image', 'rm', '--force', tag]);
    const index = JSON.parse(execFileSync('tar', ['-xOf', oci, 'index.json']).toString());
    expect(index.manifests[0].annotations['io.containerd.image.name']).toContain(tag);
    expect(execFileSync('tar', ['-xOf', oci, 'oci-layout']).toString()).toContain('imageLayoutVersion');
    expect(await readdir(folder)).toEqual(['docker.tar', 'oci.tar']);
  });
});

describe('secrets', () => {
  const mount = (id: string) => `RUN --mount=type=secret,id=${id},required=true sha256sum < /run/secrets/${id}\n`;
  const hash = (text: string) => createHash('sha256').update(text).digest('hex');

  it('reach the step that asks for them, and nothing else', async () => {
    const file = join(await bed.freshFolder('secret'), 'npmrc');
    await writeFile(file, 'from a file');
    const secrets: readonly BuildSecret[] = [
      { id: 'a', from: { kind: 'file', path: file } },
      { id: 'b', from: { kind: 'environment', name: 'OUTPUTS_ITG_SECRET' } },
      { id: 'c', from: { kind: 'typed', value: 'gehe1m-typed-value' } },
    ];
    const context = await project(`FROM busybox\n${mount('a')}${mount('b')}${mount('c')}`);
    const head = await done({ context, secrets, noCache: true });
    const { text } = await builds.logText(head.summary.key, '');
    for (const value of ['from a file', 'from the environment', 'gehe1m-typed-value'])
      expect(text).toContain(hash(value));
    const record = await rig.cli(
      'buildx',
      'history',
      'inspect',
      '--builder',
      builder,
      '--format',
      'json',
      head.summary.ref,
    );
    const kept = [text, record, JSON.stringify(head), await contentOf(notesFolder), await contentOf(spool)].join('\n');
    expect(kept).toContain('OUTPUTS_ITG_SECRET');
    expect(kept).not.toMatch(/gehe1m-typed-value|from the environment|from a file/);
  });

  it('that are missing are named by BuildKit', async () => {
    const head = await run({ context: await project(`FROM busybox\n${mount('none')}`) });
    expect(head.failure?.failure.detail).toContain('secret none: not found');
  });
});

async function contentOf(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return (await Promise.all(files.map((file) => readFile(file, 'latin1')))).join('\n');
}
