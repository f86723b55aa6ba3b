import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testbed } from '../../../../tools/testbed/testbed.ts';
import { indexLayout, type SessionExport } from '../index.ts';
import { type BuildOptions, runBuild } from '../testing/run-build.ts';
import { openXattrs } from './fsutil/xattr.ts';

const bed = testbed();
const builder = 'session-exports';
const container = `buildx_buildkit_${builder}0`;
const target = { kind: 'container', engine: { kind: 'socket', path: bed.socketPath }, container } as const;
let env: Record<string, string>;
let context: string;

beforeAll(async () => {
  env = { BUILDX_CONFIG: await bed.freshBuildxConfig() };
  await bed.cli(['buildx', 'create', '--name', builder, '--driver', 'docker-container', '--bootstrap'], { env });
  context = await bed.freshFolder('session-exports');
  await writeFile(join(context, 'Dockerfile'), 'FROM scratch\nCOPY Dockerfile /a\nCOPY Dockerfile /b/c\n');
});

afterAll(async () => {
  await bed.cli(['buildx', 'rm', builder], { env, unchecked: true });
  await bed.dispose();
});

function build(
  type: string,
  attrs: Readonly<Record<string, string>>,
  to: SessionExport['to'],
  options: Partial<BuildOptions> = {},
) {
  const { solve, ...rest } = options;
  return runBuild({
    target,
    context,
    solve: { exporters: [{ type, attrs }], ...solve },
    exports: [{ exporterIndex: 0, to }],
    ...rest,
  });
}

describe('an OCI layout', () => {
  it('is what the CLI makes, and takes a second image beside the first', async () => {
    const [ours, theirs] = [join(await bed.freshFolder('ours'), 'layout'), await bed.freshFolder('theirs')];
    for (const tag of ['one', 'two', 'one']) {
      await writeFile(join(context, 'Dockerfile'), `FROM scratch\nLABEL tag=${tag}\nCOPY Dockerfile /a\n`);
      const name = `docker.io/library/layout-test:${tag}`;
      const attrs = { name, tar: 'false' };
      const { error, failures, result } = await build('oci', attrs, { kind: 'layout', path: ours });
      expect([error, failures]).toEqual([undefined, []]);
      await indexLayout(ours, result?.exporterResponse ?? {});
      const output = `type=oci,tar=false,name=${name},dest=${theirs}`;
      const args = ['buildx', 'build', '--builder', builder, '--provenance=false', '-o', output, context];
      await bed.cli(args, { env });
    }
    const index = async (folder: string) => JSON.parse(await readFile(join(folder, 'index.json'), 'utf8'));
    const image = ({ annotations, digest, ...rest }: Record<string, unknown>) => {
      const { 'org.opencontainers.image.created': _created, ...others } = annotations as Record<string, string>;
      return { ...rest, digest, annotations: others };
    };
    const [mine, cli] = [await index(ours), await index(theirs)];
    expect(mine.manifests.map(image)).toEqual(cli.manifests.map(image));
    expect(mine.manifests).toHaveLength(2);
    expect({ ...mine, manifests: 0 }).toEqual({ ...cli, manifests: 0 });
    const blobs = async (folder: string) => (await readdir(join(folder, 'blobs/sha256'))).sort();
    expect(await blobs(ours)).toEqual(await blobs(theirs));
    expect((await readdir(ours)).sort()).toEqual(['blobs', 'index.json', 'oci-layout']);
    expect(await readFile(join(ours, 'oci-layout'), 'utf8')).toBe(await readFile(join(theirs, 'oci-layout'), 'utf8'));
    for (const blob of await blobs(ours)) {
      const content = await readFile(join(ours, 'blobs/sha256', blob));
      expect(createHash('sha256').update(content).digest('hex')).toBe(blob);
    }
  });

  it('that cannot be written says why', async () => {
    const path = join(context, 'Dockerfile', 'no');
    const { error, failures } = await build('oci', { tar: 'false' }, { kind: 'layout', path });
    expect(String(error)).toContain('ENOTDIR');
    expect(failures[0]).toMatchObject({ code: 'exporter-failed', detail: expect.stringContaining('ENOTDIR') });
  });
});

describe('a folder', () => {
  it('as a mirror loses what was not sent, with all platforms in it', async () => {
    const path = await bed.freshFolder('mirror');
    await mkdir(join(path, 'old/deep'), { recursive: true });
    await writeFile(join(path, 'old/deep/file'), 'old');
    await mkdir(join(path, 'linux_amd64'));
    await writeFile(join(path, 'linux_amd64/old'), 'old');
    await writeFile(join(context, 'Dockerfile'), 'FROM scratch\nCOPY Dockerfile /b/c\n');
    const frontendAttrs = { platform: 'linux/amd64,linux/arm64' };
    const to = { kind: 'folder', path, mirror: true } as const;
    const { error } = await build('local', { mode: 'delete' }, to, { solve: { frontendAttrs } });
    expect(error).toBeUndefined();
    expect((await readdir(path, { recursive: true })).sort()).toEqual([
      'linux_amd64',
      'linux_amd64/b',
      'linux_amd64/b/c',
      'linux_arm64',
      'linux_arm64/b',
      'linux_arm64/b/c',
    ]);
  });

  it('is no mirror where BuildKit does not say that all comes at once', async () => {
    const path = await bed.freshFolder('no-mirror');
    await writeFile(join(path, 'mine'), 'stays');
    const { error, failures } = await build('local', {}, { kind: 'folder', path, mirror: true });
    expect(String(error)).toContain('mode=delete requires');
    expect(failures).toHaveLength(1);
    expect(await readdir(path)).toEqual(['mine']);
  });

  it('keeps times to the nanosecond, modes, links and pipes', async () => {
    const path = await bed.freshFolder('exact');
    const theirs = await bed.freshFolder('exact');
    await writeFile(
      join(context, 'Dockerfile'),
      [
        'FROM busybox AS made',
        'RUN mkdir -p /out/ro && echo x >/out/ro/suid && chmod 4755 /out/ro/suid && chmod 555 /out/ro && ln -s ro/suid /out/link \\',
        ' && ln /out/ro/suid /out/hard && mkfifo /out/pipe',
        'FROM scratch',
        'COPY --from=made /out /',
      ].join('\n'),
    );
    const { error } = await build('local', {}, { kind: 'folder', path });
    expect(error).toBeUndefined();
    await bed.cli(['buildx', 'build', '--builder', builder, '-o', theirs, context], { env });
    const list = (folder: string) =>
      execFileSync('sh', ['-c', "find . -mindepth 1 -printf '%P %y %m %n %l %T@\\n' | sort"], {
        cwd: folder,
      }).toString();
    expect(list(path)).toBe(list(theirs));
    expect(list(path)).toMatch(/^hard f 4755 2 {2}\d+\.\d+$/m);
  });
});

it('an archive that BuildKit ends well though it is torn leaves an older file as it was', async () => {
  const older = await bed.freshFolder('torn');
  const path = join(older, 'out.tar');
  await writeFile(path, 'older');
  const files = await bed.freshFolder('torn');
  await writeFile(join(files, 'Dockerfile'), 'FROM scratch\nCOPY a z /\n');
  await writeFile(join(files, 'a'), Buffer.alloc(1024 * 1024));
  await writeFile(join(files, 'z'), 'z');
  // Go's archive/tar can write no attribute of such a name, and comes to this file behind the other.
  openXattrs()?.write(join(files, 'z'), { name: 'user.a=b', value: Buffer.from('c') });
  const options = { context: files, dockerfile: files };
  const { error, failures } = await build('tar', {}, { kind: 'file', path }, options);
  expect(String(error)).toContain('archive/tar');
  expect(failures).toEqual([]);
  expect([await readdir(older), await readFile(path, 'utf8')]).toEqual([['out.tar'], 'older']);
});

it('a build that is given up while it sends leaves no part of a file', async () => {
  await writeFile(
    join(context, 'Dockerfile'),
    'FROM busybox\nRUN dd if=/dev/zero of=/large bs=1M count=300 && dd if=/dev/urandom of=/noise bs=1M count=50\n',
  );
  const folder = await bed.freshFolder('given-up');
  const path = join(folder, 'out.tar');
  let seen = 0;
  const { error } = await build(
    'tar',
    {},
    { kind: 'file', path },
    {
      onEvent: ({ statuses }, cancel) => {
        if (statuses.some(({ id }) => id.includes('sending tarball')) && seen++ === 0) cancel();
      },
    },
  );
  // It may have been faster than the cancel.
  if (error === undefined) expect((await stat(path)).size).toBeGreaterThan(300_000_000);
  else expect(await readdir(folder)).toEqual([]);
  expect(seen).toBeGreaterThan(0);
});
