import { copyFile, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { installMissing, unpackClosure } from './apt.ts';
import { cacheDir, contentKey } from './cache.ts';
import { engineTools } from './engine.ts';
import { buildGoTool } from './go.ts';
import { type MadeImage, makeImage } from './image.ts';
import {
  buildkitImagePackages,
  buildkitTool,
  debianImage,
  enginePackages,
  type GoTool,
  olderBuildkitTools,
} from './packages.ts';
import { run } from './run.ts';
import { timed } from './say.ts';

/** The BuildKit image's name: the one that buildx asks for when no other is given. */
export const buildkitImageName = 'moby/buildkit:buildx-stable-1';

/** Counted up when what is made below changes in a way that no package or version tells. */
const layout = 'layout 3';

function imageFolder(name: string, ...parts: readonly string[]): string {
  return join(cacheDir(), 'images', `${name}-${contentKey(...parts, process.arch)}`);
}

/** The links of a merged /usr, which no package holds. */
async function layMergedUsr(root: string): Promise<void> {
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) {
    await mkdir(join(root, 'usr', name), { recursive: true });
    await symlink(`usr/${name}`, join(root, name));
  }
  for (const name of ['etc', 'run', 'root', 'proc', 'sys', 'dev', 'var'])
    await mkdir(join(root, name), { recursive: true });
  await run('install', ['-d', '-m', '1777', join(root, 'tmp')]);
}

/** BuildKit with what it calls, on a bare Debian. */
export function buildkitImage(): Promise<MadeImage> {
  return imageOfBuildkit(buildkitTool, buildkitImageName);
}

/** The same with an older BuildKit. */
export function olderBuildkitImage(version: keyof typeof olderBuildkitTools): Promise<MadeImage> {
  const tool = olderBuildkitTools[version];
  return imageOfBuildkit(tool, `moby/buildkit:${tool.version}`);
}

async function imageOfBuildkit(tool: GoTool, name: string): Promise<MadeImage> {
  const programs = await buildGoTool(tool);
  const key = [programs, JSON.stringify(buildkitImagePackages), layout];
  const config = {
    Entrypoint: ['buildkitd'],
    // As the official image: without it cgroup v2 records no memory or IO of a step.
    Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'BUILDKIT_SETUP_CGROUPV2_ROOT=1'],
    Volumes: { '/var/lib/buildkit': {} },
  };
  return makeImage(imageFolder('buildkit', ...key), name, config, (root) =>
    timed(`making the image ${name} with BuildKit ${tool.version}`, async () => {
      await layMergedUsr(root);
      await unpackClosure(buildkitImagePackages.suite, buildkitImagePackages.names, root);
      await writeCertificates(root);
      await writeFile(join(root, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
      await writeFile(join(root, 'etc/group'), 'root:x:0:\n');
      for (const waste of ['usr/share/doc', 'usr/share/man', 'usr/share/locale', 'usr/share/perl']) {
        await rm(join(root, waste), { recursive: true, force: true });
      }
      for (const name of ['buildkitd', 'buildctl']) await copyFile(join(programs, name), join(root, 'usr/bin', name));
    }),
  );
}

/** The bundle that the package's script would make, of all certificates of the package. */
async function writeCertificates(root: string): Promise<void> {
  const folder = join(root, 'usr/share/ca-certificates/mozilla');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.crt')).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  await mkdir(join(root, 'etc/ssl/certs'), { recursive: true });
  await writeFile(join(root, 'etc/ssl/certs/ca-certificates.crt'), texts.join(''));
}

/** Debian's static busybox with a link for each of its tools. */
export async function busyboxImage(): Promise<MadeImage> {
  const tools = await engineTools();
  const folder = imageFolder(
    'busybox',
    JSON.stringify(enginePackages.find(({ name }) => name === 'busybox-static')),
    layout,
  );
  return makeImage(folder, 'busybox:latest', { Cmd: ['sh'] }, async (root) => {
    await layMergedUsr(root);
    const busybox = join(root, 'usr/bin/busybox');
    await copyFile(join(tools, 'bin/busybox'), busybox);
    const names = (await run(busybox, ['--list'])).stdout
      .split('\n')
      .filter((name) => name !== '' && name !== 'busybox');
    for (const name of names) await symlink('busybox', join(root, 'usr/bin', name));
    await mkdir(join(root, 'usr/local/bin'), { recursive: true });
    await writeFile(
      join(root, 'etc/passwd'),
      'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n',
    );
    await writeFile(join(root, 'etc/group'), 'root:x:0:\nnogroup:x:65534:\n');
  });
}

/** Debian as debootstrap makes it, `apt` and all. */
export async function debianBaseImage(): Promise<MadeImage> {
  const folder = imageFolder('debian', JSON.stringify(debianImage), layout);
  return makeImage(folder, `debian:${debianImage.suite}`, { Cmd: ['bash'] }, (root) =>
    timed(`making the image debian:${debianImage.suite} with debootstrap`, async () => {
      await installMissing(['debootstrap']);
      const sources = await readFile(join(cacheDir(), 'apt', 'sources.list'), 'utf8');
      const mirror = sources
        .split('\n')
        .find((line) => line.endsWith(` ${debianImage.suite} main`))
        ?.split(' ')[2];
      if (mirror === undefined) throw new Error(`The testbed's sources.list names no mirror of ${debianImage.suite}.`);
      await run('debootstrap', [`--variant=${debianImage.variant}`, debianImage.suite, root, mirror], {
        timeoutMs: 900_000,
      });
      for (const waste of ['var/cache/apt/archives', 'var/lib/apt/lists']) {
        await rm(join(root, waste), { recursive: true, force: true });
        await mkdir(join(root, waste, 'partial'), { recursive: true });
      }
    }),
  );
}
