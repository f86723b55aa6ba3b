import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testbed } from '../../../tools/testbed/testbed.ts';
import type { BuildOutput } from '../../shared/actions/index.ts';
import type { BuildHead } from '../../shared/contract/index.ts';
import { type BuildsRig, ended, HOLD, letGo, openBuildsRig, stepOf, untilBuild } from './testing/builds-rig.ts';

/** Builds of which one output fails: what is told as the reason, and what becomes of the others. */
const bed = testbed();
const builder = 'failed-outputs-itg';
/** Nothing listens there. */
const NO_REGISTRY = '127.0.0.1:9/failed-outputs';
let builds: BuildsRig;
let tiny: string;

beforeAll(async () => {
  await bed.registry.push('busybox', 'library/busybox', 'latest');
  builds = await openBuildsRig(bed);
  await builds.rig.cli('buildx', 'create', '--name', builder, '--driver', 'docker-container', '--bootstrap');
  await builds.rig.untilNode(
    builder,
    ({ status, buildkitVersion }) => status === 'running' && buildkitVersion !== undefined,
  );
  tiny = await bed.freshFolder('tiny');
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'slipway-outputs', tiny]);
});

afterAll(async () => {
  execFileSync('umount', ['--lazy', tiny]);
  await builds?.close([`${builder}0`]);
  await bed.dispose();
});

async function run(context: string, outputs: readonly BuildOutput[], tags: string[] = []): Promise<BuildHead> {
  return ended(builds.service, await builds.begin({ builder, context, outputs, tags }));
}

async function olderFile(): Promise<{ readonly folder: string; readonly path: string }> {
  const folder = await bed.freshFolder('older');
  const path = join(folder, 'out.tar');
  await writeFile(path, 'older');
  return { folder, path };
}

async function expectAsItWas({ folder, path }: { readonly folder: string; readonly path: string }): Promise<void> {
  expect(await readdir(folder)).toEqual(['out.tar']);
  expect(await readFile(path, 'utf8')).toBe('older');
}

it('a push that is refused leaves an older file as it was, and says what is in Docker all the same', async () => {
  const older = await olderFile();
  const context = await builds.project('FROM busybox\nRUN echo pushed > /made\n');
  const outputs: readonly BuildOutput[] = [
    { kind: 'load' },
    { kind: 'oci-archive', path: older.path },
    { kind: 'push' },
  ];
  const head = await run(context, outputs, [`${NO_REGISTRY}:1`]);
  expect(head.failure?.failure).toMatchObject({ code: 'build-failed', detail: expect.stringContaining('127.0.0.1:9') });
  expect(head.notices?.map(({ title }) => title)).toEqual(['The image is in Docker all the same.']);
  await expectAsItWas(older);
  await bed.cli(['image', 'rm', '--force', `${NO_REGISTRY}:1`]);
});

it('the output that could not be written is the reason, and none that BuildKit broke off because of it', async () => {
  const older = await olderFile();
  const context = await builds.project(
    'FROM busybox AS made\nRUN dd if=/dev/urandom of=/noise bs=1M count=100\nFROM scratch\nCOPY --from=made /noise /\n',
  );
  for (const kind of ['tar', 'folder'] as const) {
    const path = join(tiny, kind);
    const outputs: readonly BuildOutput[] = [
      { kind, path },
      { kind: 'tar', path: older.path },
    ];
    const head = await run(context, outputs);
    expect(head.failure?.failure).toMatchObject({
      title: 'There is no space left for the result.',
      meaning: expect.stringContaining(path),
    });
    await expectAsItWas(older);
  }
});

it('the session that is lost while a result is sent is the reason', async () => {
  const older = await olderFile();
  const before = await dials();
  const context = await builds.project(`FROM busybox\nRUN echo held ${randomBytes(6).toString('hex')}; ${HOLD}\n`);
  const key = await builds.begin({ builder, context, outputs: [{ kind: 'tar', path: older.path }] });
  await untilBuild(builds.service, key, (state) => stepOf(state, 'echo held')?.logLines === 1);
  const [, session] = (await dials()).filter((pid) => !before.includes(pid));
  // What BuildKit sends stays in the pipe of a process that stands still.
  process.kill(session ?? 0, 'SIGSTOP');
  await letGo(builds.rig, `${builder}0`);
  await untilBuild(builds.service, key, (state) => stepOf(state, 'exporting to client')?.status === 'running');
  process.kill(session ?? 0, 'SIGKILL');
  const head = await ended(builds.service, key);
  expect(head.summary.status).toBe('failed');
  expect(head.failure?.failure.title).toBe('The builder dropped the connection that sends your files.');
  await expectAsItWas(older);
});

/** Process ids of the connections to the builder, the oldest first. */
async function dials(): Promise<readonly number[]> {
  const { stdout } = await bed.cli(['top', `buildx_buildkit_${builder}0`, '-eo', 'pid,args']);
  const lines = stdout.split('\n').filter((line) => line.includes('dial-stdio'));
  return lines.map((line) => Number(line.trim().split(/\s+/)[0])).sort((a, b) => a - b);
}
