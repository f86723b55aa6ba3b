import { delimiter, dirname } from 'node:path';
import { run } from '../tools/testbed/run.ts';
import { BuildersPage } from './pages/builders-page.ts';
import { expect, test } from './support/spec.ts';

// Of new builder and new build this is in builder-equality.spec.ts and new-build.spec.ts.
test('the copied commands make a builder current, start, stop and remove it in a shell', async ({
  bed,
  buildxConfig,
  running,
  buildx,
}) => {
  const { app, page } = running;
  const env = {
    ...bed.environment({ BUILDX_CONFIG: buildxConfig }),
    PATH: [dirname(bed.dockerProgram), process.env.PATH].join(delimiter),
  };
  const clipboard = () => app.evaluate(({ clipboard }) => clipboard.readText());
  const inShell = async (command: string) => {
    await expect.poll(clipboard).toBe(command);
    await run('bash', ['-c', command], { env });
  };
  const builders = new BuildersPage(page);
  const row = builders.row('twinned');
  await buildx('create', '--name', 'twinned', '--driver', 'docker-container');
  await builders.open();
  await expect(row).toContainText('Not started');

  await builders.menu('twinned', 'Copy the command to make it current');
  await inShell('docker buildx use twinned');
  await expect(row).toContainText('Current');

  await builders.menu('twinned', 'Copy the command to start it');
  await inShell('docker buildx inspect --bootstrap twinned');
  await expect(row).toContainText('Idle', { timeout: 60_000 });

  await builders.menu('twinned', 'Copy the command to stop it');
  await inShell('docker buildx stop twinned');
  await expect(row).toContainText('Stopped');

  await builders.menu('twinned', 'Remove');
  await page.getByRole('radio', { name: /Delete its build state too/ }).click();
  await page.getByRole('button', { name: 'Copy the command' }).click();
  await inShell('docker buildx rm twinned');
  await expect(row).toHaveCount(0);
});
