import { join } from 'node:path';
import { BuildPage } from './pages/build-page.ts';
import { BuildersPage } from './pages/builders-page.ts';
import { NewBuildSheet } from './pages/new-build-sheet.ts';
import { letGo } from './support/gate.ts';
import { writeHeld } from './support/projects.ts';
import { expect, test } from './support/spec.ts';

test('a build is live: its step, log and running time are on the screen while the step is held', async ({
  bed,
  running,
  buildx,
}) => {
  const { page } = running;
  await buildx('create', '--name', 'live-app', '--driver', 'docker-container', '--bootstrap', '--use');
  const project = await writeHeld(join(await bed.freshFolder('project'), 'held'), `app-${Date.now()}`);
  await expect(new BuildersPage(page).row('live-app')).toBeVisible();
  await new NewBuildSheet(page).start({ folder: project, builder: 'live-app', cacheOnly: true });

  const build = new BuildPage(page);
  await expect(build.running('echo held')).toBeVisible();
  await build.running('echo held').click();
  await expect(build.log).toContainText(/held app-\d+/);
  const elapsed = page.locator('dl').filter({ hasText: 'elapsed' }).getByRole('definition').first();
  const first = await elapsed.textContent();
  await expect.poll(() => elapsed.textContent()).not.toBe(first);
  await expect(build.log).not.toContainText('released');
  await expect(build.step('echo after')).toHaveAttribute('data-status', 'waiting');

  await letGo(bed, 'buildx_buildkit_live-app0');
  await expect(page.getByRole('heading', { name: 'No image came out' })).toBeVisible();
  await expect(build.step('echo held')).toHaveAttribute('data-status', 'done');
  await expect(build.step('echo after')).toHaveAttribute('data-status', 'done');
  await expect(build.log).toContainText(/released app-\d+/);
});

test('a build of the command line appears by itself and is watched live, but cannot be cancelled here', async ({
  bed,
  running,
  buildx,
  buildxConfig,
}) => {
  const { page } = running;
  await buildx('create', '--name', 'live-cli', '--driver', 'docker-container', '--bootstrap', '--use');
  const project = await writeHeld(join(await bed.freshFolder('project'), 'from-shell'), `cli-${Date.now()}`);
  const builders = new BuildersPage(page);
  await expect(builders.row('live-cli')).toBeVisible();

  const cli = bed.spawnCli(['buildx', 'build', '--builder', 'live-cli', '--output', 'type=cacheonly', project], {
    env: { BUILDX_CONFIG: buildxConfig },
  });
  const exited = new Promise<number | null>((resolve) => cli.once('exit', resolve));
  try {
    await expect(builders.row('live-cli')).toContainText('1 build running');
    await expect(builders.row('live-cli')).toContainText('from-shell');
    const areas = page.getByRole('navigation', { name: 'Areas' });
    await areas.getByRole('button', { name: /^Builds/ }).click();
    await expect(page.getByRole('row').filter({ hasText: 'from-shell' })).toContainText('live-cli');
    await builders.open();
    await builders.row('live-cli').getByRole('button', { name: /Watch/ }).click();

    const build = new BuildPage(page);
    await expect(page.getByRole('heading', { name: 'from-shell', level: 1 })).toBeVisible();
    await expect(page.getByRole('main')).toContainText('started elsewhere');
    await expect(build.running('echo held')).toBeVisible();
    await build.running('echo held').click();
    await expect(build.log).toContainText(/held cli-\d+/);
    const cancel = page.getByRole('button', { name: /^Cancel/ });
    await expect(cancel).toHaveAttribute('aria-disabled', 'true');
    await cancel.hover();
    await expect(cancel).toHaveAccessibleDescription('Only the program that started a build can cancel it.');

    await letGo(bed, 'buildx_buildkit_live-cli0');
    expect(await exited).toBe(0);
    await expect(build.step('echo after')).toHaveAttribute('data-status', 'done');
    await expect(build.log).toContainText(/released cli-\d+/);
    await expect(page.getByRole('main').getByRole('img', { name: 'done' }).first()).toBeVisible();
  } finally {
    cli.kill('SIGKILL');
    await exited;
  }
});
