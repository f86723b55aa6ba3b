import { mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testbed } from '../../../../tools/testbed/testbed.ts';
import { type BuildOptions, type BuildOutcome, runBuild } from '../testing/run-build.ts';
import { dockerfileOf, ignoreFileOf, makeRandomTree, type RandomTree, randomTree } from './testing/random-tree.ts';
import { readTar, type TarEntry } from './testing/read-tar.ts';

/** How many trees; `tools/compare-filesync.ts` asks for a thousand. */
const TREES = Number(process.env.SLIPWAY_FILESYNC_TREES ?? 15);
const SEED = Number(process.env.SLIPWAY_FILESYNC_SEED ?? 20_261_124);
const LONG = process.env.SLIPWAY_FILESYNC_TREES !== undefined;

const bed = testbed();
const builder = 'filesync-corpus';
const target = {
  kind: 'container',
  engine: { kind: 'socket', path: bed.socketPath },
  container: `buildx_buildkit_${builder}0`,
} as const;
let env: Record<string, string>;
let folder: string;
let count = 0;
let files = 0;
let refused = 0;
let followed = 0;

beforeAll(async () => {
  env = { BUILDX_CONFIG: await bed.freshBuildxConfig() };
  await bed.cli(['buildx', 'create', '--name', builder, '--driver', 'docker-container', '--bootstrap'], { env });
  folder = await bed.freshFolder('corpus');
  await mkdir(join(folder, 'dockerfile'));
  await writeFile(join(folder, 'dockerfile/Dockerfile'), 'FROM scratch\nCOPY . /\n');
});

afterAll(async () => {
  await bed.cli(['buildx', 'rm', builder], { env, unchecked: true });
  await bed.dispose();
});

/** What the daemon made of what it received: the files of the build, or why there is none. */
type Received = { readonly files: readonly TarEntry[] } | { readonly error: string };

async function byTheCli(context: string, tar: string, dockerfile = join(folder, 'dockerfile')): Promise<Received> {
  const file = join(dockerfile, 'Dockerfile');
  const output = `type=tar,dest=${tar}`;
  const args = ['buildx', 'build', '--builder', builder, '--no-cache', '--provenance=false', '-f', file, '-o', output];
  const { code, stderr } = await bed.cli([...args, context], { env, unchecked: true });
  return code === 0 ? { files: readTar(await readFile(tar)) } : { error: stderr };
}

async function byUs(context: string, tar: string, dockerfile: string): Promise<Received> {
  const { error, failures, warnings } = await build(context, tar, { dockerfile });
  if (error !== undefined) return { error: String(error) };
  expect([failures, warnings]).toEqual([[], []]);
  return { files: readTar(await readFile(tar)) };
}

function build(context: string, tar: string, options: Partial<BuildOptions> = {}): Promise<BuildOutcome> {
  return runBuild({
    target,
    context,
    dockerfile: join(folder, 'dockerfile'),
    solve: { frontendAttrs: { 'no-cache': '' }, exporters: [{ type: 'tar', attrs: {} }] },
    exports: [{ exporterIndex: 0, to: { kind: 'file', path: tar } }],
    ...options,
  });
}

async function compare(tree: RandomTree): Promise<void> {
  const root = join(folder, `tree-${count++}`);
  const dockerfile = `${root}.dockerfile`;
  await mkdir(root);
  await mkdir(dockerfile);
  await writeFile(join(dockerfile, 'Dockerfile'), dockerfileOf(tree));
  const { beside = false, copy = [] } = tree;
  const ignore = ignoreFileOf(tree);
  if (beside && ignore !== undefined) await writeFile(join(dockerfile, 'Dockerfile.dockerignore'), ignore);
  const close = await makeRandomTree(root, tree);
  try {
    const theirs = await byTheCli(root, `${root}.theirs`, dockerfile);
    const ours = await byUs(root, `${root}.ours`, dockerfile);
    if ('error' in theirs) {
      // The words around it differ; what BuildKit could not do is the same.
      expect('error' in ours ? '' : `only the CLI failed: ${theirs.error}`).toBe('');
      refused++;
    } else {
      files += theirs.files.length;
      if (copy.length > 0) followed++;
      expect(ours).toEqual(theirs);
    }
  } finally {
    close();
    for (const one of [root, dockerfile, `${root}.theirs`, `${root}.ours`])
      await rm(one, { recursive: true, force: true });
  }
}

it(
  `makes of ${TREES} folders what the CLI makes of them`,
  async () => {
    await fc.assert(fc.asyncProperty(randomTree, compare), { numRuns: TREES, seed: SEED, endOnFailure: false });
    // What is refused by both, such as a malformed pattern, says little.
    expect(refused).toBeLessThan(TREES / 2);
    expect(files).toBeGreaterThan(TREES);
    expect(followed).toBeGreaterThan(0);
    if (LONG)
      console.log(
        `${files} files of ${TREES} trees were compared, ${followed} by followed paths; ${refused} trees were refused by both.`,
      );
  },
  Math.max(300_000, TREES * 60_000),
);

it('is asked for no content of what the CLI sent before: every entry is the same to the nanosecond', async () => {
  const root = join(folder, 'again');
  await mkdir(root);
  const large = { kind: 'file', size: 700_001, sparse: false, mode: 0o4755, mtime: undefined, xattrs: [] } as const;
  const rest = { mode: 0o644, mtime: 1_600_000_000.25, xattrs: [] } as const;
  const close = await makeRandomTree(root, {
    entries: [
      { ...large, name: 'ä' },
      { ...large, name: 'a\uDC80', mtime: -1 },
      { ...rest, kind: 'name', back: 0, name: 'z' },
      { ...rest, kind: 'link', target: 'ä', name: 'link' },
      { ...rest, kind: 'folder', entries: [{ ...large, name: 'in' }], name: 'folder' },
    ],
    ignore: [],
  });
  await byTheCli(root, `${root}.theirs`);
  const nodeId = await readFile(join(env.BUILDX_CONFIG ?? '', '.buildNodeID'), 'utf8');
  const sent = async (sharedKey: string) => {
    const { error, events } = await build(root, `${root}.ours`, { sharedKey });
    expect(error).toBeUndefined();
    return Math.max(
      ...events
        .flatMap(({ statuses }) => statuses)
        .filter(({ id }) => id.startsWith('transferring context'))
        .map(({ current }) => current),
    );
  };
  expect(await sent(`${basename(root)}:${nodeId.trim()}`)).toBeLessThan(10_000);
  expect(await sent('another')).toBeGreaterThan(2_000_000);
  close();
});

// For `SLIPWAY_FILESYNC_LARGE=N`, since it takes minutes and twice as many GiB on the disk: as many files as a large repository has, and one
// of N GiB, which 32 bits cannot count from 4 on.
const LARGE = Number(process.env.SLIPWAY_FILESYNC_LARGE ?? 0);
if (LARGE > 0) {
  it(`sends 100,000 files and one of ${LARGE} GiB whole`, async () => {
    const root = join(folder, 'large');
    for (let index = 0; index < 1000; index++) {
      await mkdir(join(root, `folder-${index}`), { recursive: true });
      const names = Array.from({ length: 100 }, (_, name) => join(root, `folder-${index}`, `file-${name}`));
      await Promise.all(names.map((name) => writeFile(name, name)));
    }
    await writeFile(join(root, 'sparse'), '');
    await truncate(join(root, 'sparse'), LARGE * 2 ** 30);
    const dockerfile = join(folder, 'count');
    await mkdir(dockerfile);
    const count =
      'RUN --mount=from=context,target=/c stat -c "%n has %s" /c/sparse && find /c -type f | wc -l && tail -c 1 /c/sparse | od -c';
    await writeFile(join(dockerfile, 'Dockerfile'), `FROM scratch AS context\nCOPY . /\nFROM busybox\n${count}\n`);
    const before = process.memoryUsage.rss();
    let most = before;
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage.rss());
    }, 20);
    const { error, log, warnings, events } = await runBuild({
      target,
      context: root,
      dockerfile,
      solve: { frontendAttrs: { 'no-cache': '' } },
    });
    clearInterval(watch);
    expect([error, warnings]).toEqual([undefined, []]);
    expect(log).toContain(`/c/sparse has ${LARGE * 2 ** 30}`);
    expect(log).toMatch(/^100001$/m);
    const sent = events
      .flatMap(({ vertexes }) => vertexes)
      .findLast(({ name }) => name === '[internal] load build context');
    const seconds = ((sent?.completed ?? 0) - (sent?.started ?? 0)) / 1_000_000;
    const mib = (bytes: number) => Math.round(bytes / 2 ** 20);
    console.log(`${seconds.toFixed(1)} s; memory ${mib(before)} MiB before, ${mib(most)} MiB at most`);
    await rm(root, { recursive: true });
  }, 1_800_000);
}
