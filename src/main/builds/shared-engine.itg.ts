import { afterAll, beforeAll, expect, it } from 'vitest';
import { testbed } from '../../../tools/testbed/testbed.ts';
import { until } from '../builders/testing/rig.ts';
import { type BuildsRig, ended, openBuildsRig } from './testing/builds-rig.ts';

const bed = testbed();
const tag = 'shared-engine-itg:1';
let builds: BuildsRig;

beforeAll(async () => {
  const loadEngine = () => Promise.reject(new Error('The current Engine has nothing to do with it.'));
  builds = await openBuildsRig(bed, { loadEngine }, { DOCKER_CONFIG: await bed.freshDockerConfig() });
  await builds.rig.cli('context', 'create', 'second', '--docker', `host=unix://${bed.socketPath}`);
  await builds.rig.untilNode('second', (node) => node.status === 'running');
});

afterAll(async () => {
  await builds?.rig.cli('image', 'rm', '--force', tag);
  await builds?.close([]);
  await bed.dispose();
});

it("an image that an Engine's own BuildKit made is told to be in that Engine, whichever is current", async () => {
  const context = await builds.project('FROM scratch\nCOPY Dockerfile /\n');
  const outputs = [{ kind: 'load' }] as const;
  const head = await ended(builds.service, await builds.begin({ builder: 'second', context, tags: [tag], outputs }));
  const [image] = JSON.parse(await builds.rig.cli('image', 'inspect', tag));
  expect(head.failure).toBeUndefined();
  expect(head.outcome).toMatchObject({
    kind: 'image-loaded',
    engine: 'second',
    image: tag,
    digest: image.Id,
    size: image.Size,
  });
});

it('a build by the CLI has the name and the builder that the CLI gave it, though several lead to its BuildKit', async () => {
  for (const builder of ['second', 'default']) {
    const name = `named-by-${builder}`;
    const context = await builds.project('FROM scratch\nCOPY Dockerfile /\n', name);
    await builds.rig.cli('--context', builder, 'buildx', 'build', context);
    const isIt = (summary: { readonly name: string }) => summary.name === name;
    const { items } = await until<'builds'>(builds.service.list, (state) => Object.values(state.items).some(isIt));
    expect(Object.values(items).find(isIt)).toMatchObject({ builder, node: builder, contextPath: context });
  }
});
