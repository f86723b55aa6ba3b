import { afterAll, beforeAll, expect, it } from 'vitest';
import { testbed } from '../../../tools/testbed/testbed.ts';
import { type BuildsRig, ended, listed, openBuildsRig, untilBuild } from './testing/builds-rig.ts';

const bed = testbed();
const builder = 'images-here-itg';
let builds: BuildsRig;

beforeAll(async () => {
  await bed.registry.push('busybox', 'library/busybox', 'latest');
  builds = await openBuildsRig(bed);
  await builds.rig.cli('buildx', 'create', '--name', builder, '--driver', 'docker-container', '--bootstrap');
  await builds.rig.untilNode(builder, (node) => node.status === 'running');
}, 60_000);

afterAll(async () => {
  await builds?.close([`${builder}0`]);
  await bed.dispose();
});

it('a base image that nobody has is told with those that the mirror has, for who began the build and for who reads its record', async () => {
  const context = await builds.project('FROM nowhere-to-be-had:9\nRUN true\n', 'baseless');
  const key = await builds.begin({ builder, context });
  const { failure } = await ended(builds.service, key);
  expect(failure?.failure.title).toContain('nowhere-to-be-had:9');
  const helped = await untilBuild(builds.service, key, ({ head }) => head.failure?.failure.remedy !== undefined);
  expect(helped.head.failure?.failure.remedy).toMatch(/^Use an image that is here: .*busybox:latest/);

  const another = await builds.another();
  await listed(another, key, ({ status }) => status === 'failed');
  const theirs = await untilBuild(another, key, ({ head }) => head.failure?.failure.remedy !== undefined);
  expect(theirs.head.failure).toEqual(helped.head.failure);
});
