import { afterAll, beforeAll, expect, it } from 'vitest';
import { testbed } from '../../../tools/testbed/testbed.ts';
import { type BuildsRig, ended, listed, openBuildsRig } from './testing/builds-rig.ts';

const bed = testbed();
const builder = 'default-platform-itg';
let builds: BuildsRig;

beforeAll(async () => {
  builds = await openBuildsRig(bed, {}, { DOCKER_DEFAULT_PLATFORM: 'linux/aarch64' });
  await builds.rig.cli('buildx', 'create', '--name', builder, '--driver', 'docker-container', '--bootstrap');
  await builds.rig.untilNode(builder, (node) => node.status === 'running');
}, 60_000);
afterAll(async () => {
  await builds?.close([`${builder}0`]);
  await bed.dispose();
});

/** A build as the CLI reads it out of its record. */
async function recorded(ref: string): Promise<{ readonly Ref: string; readonly Platform?: readonly string[] }> {
  return JSON.parse(
    await builds.rig.cli('buildx', 'history', 'inspect', '--builder', builder, '--format', 'json', ref),
  );
}

it('a build for which nothing is chosen is for what DOCKER_DEFAULT_PLATFORM names, as with docker buildx build', async () => {
  const context = await builds.project('FROM scratch\nCOPY Dockerfile /\n');
  const key = await builds.begin({ builder, context });
  const { summary, request } = await ended(builds.service, key);
  expect(summary).toMatchObject({ status: 'done', platforms: ['linux/arm64'] });
  expect(request).toMatchObject({ platforms: [], cliTwin: expect.not.stringContaining('--platform') });
  expect((await listed(builds.service, key)).platforms).toEqual(['linux/arm64']);
  await builds.rig.cli('buildx', 'build', '--builder', builder, '--output', 'type=cacheonly', context);
  const theirs = await recorded('^0');
  expect(theirs.Ref).not.toBe(summary.ref);
  expect(theirs.Platform).toEqual(['linux/arm64']);
  expect((await recorded(summary.ref)).Platform).toEqual(theirs.Platform);
});

it('a platform that is chosen is taken instead', async () => {
  const context = await builds.project('FROM scratch\nCOPY Dockerfile /\n');
  const { summary } = await ended(builds.service, await builds.begin({ builder, context, platforms: ['linux/amd64'] }));
  expect((await recorded(summary.ref)).Platform).toEqual(['linux/amd64']);
});
