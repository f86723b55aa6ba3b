import { readFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { differingPaths, ignoredOn, ignoredOnNetwork } from '../src/main/operations/testing/container-differences.ts';
import { run } from '../tools/testbed/run.ts';
import { BuildersPage } from './pages/builders-page.ts';
import { NewBuilderSheet } from './pages/new-builder-sheet.ts';
import { inspectQuiet } from './support/containers.ts';
import { launchApp } from './support/launch.ts';
import { containerOf, expect, test } from './support/spec.ts';

const NAME = 'Equal.One';
const CONTAINER = containerOf('equal.one0');
const NETWORK = 'slipway-e2e-equal';
/** Keeps the addresses of our container while buildx makes its own, so that they differ. */
const HOLDER = 'slipway-e2e-equal-holder';

test.beforeAll(async ({ bed }) => {
  await bed.cli(['network', 'create', NETWORK]);
});

test.afterAll(async ({ bed }) => {
  await bed.cli(['rm', '--force', '--volumes', HOLDER, CONTAINER], { unchecked: true });
  await bed.cli(['network', 'rm', NETWORK]);
});

test('a builder made here and by its command line twin are equal', async ({ bed, buildxConfig, buildx }) => {
  const running = await launchApp({ env: bed.environment({ BUILDX_CONFIG: buildxConfig }) });
  const { app, page } = running;
  const files = () =>
    Promise.all(['instances/equal.one', 'current'].map((path) => readFile(join(buildxConfig, path), 'utf8')));
  await new BuildersPage(page).open();
  const builder = new NewBuilderSheet(page);
  await builder.open();
  await builder.name.fill(NAME);
  await builder.limit('Memory').press('Home');
  for (let step = 0; step < 3; step += 1) await builder.limit('Memory').press('ArrowRight');
  await builder.limit('CPU').press('End');
  await builder.pickNetwork(NETWORK);
  await builder.sheet.getByRole('button', { name: 'Copy the command' }).click();
  const twin = await app.evaluate(({ clipboard }) => clipboard.readText());
  await builder.submit.click();
  await builder.waitUntilReady(NAME);
  // It listens to the builds of its builders as long as it runs.
  await running.close();
  expect(running.complaints).toEqual([]);

  const ours = await inspectQuiet(bed, CONTAINER);
  const ourFiles = await files();
  expect(ours.HostConfig).toMatchObject({
    Memory: expect.any(Number),
    CpuQuota: expect.any(Number),
    NetworkMode: NETWORK,
  });
  expect(ours.HostConfig.Memory * ours.HostConfig.CpuQuota).toBeGreaterThan(0);

  await buildx('rm', NAME);
  await bed.cli(['run', '-d', '--network', NETWORK, '--name', HOLDER, bed.buildkitImage]);
  await buildx('use', 'default');

  const PATH = [dirname(bed.dockerProgram), process.env.PATH].join(delimiter);
  await run('bash', ['-c', twin], { env: { ...bed.environment({ BUILDX_CONFIG: buildxConfig }), PATH } });
  expect(await files()).toEqual(ourFiles);
  const theirs = await inspectQuiet(bed, CONTAINER);
  expect(differingPaths(ours, theirs)).toEqual(ignoredOn('docker-26', ignoredOnNetwork(NETWORK)));
});
