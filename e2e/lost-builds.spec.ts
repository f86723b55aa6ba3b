import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { openTestbed } from '../tools/testbed/testbed.ts';
import { bringUp, haltEngine, resumeEngine, takeDown } from '../tools/testbed/up.ts';
import { BuildPage } from './pages/build-page.ts';
import { BuildersPage } from './pages/builders-page.ts';
import { EnginePage } from './pages/engine-page.ts';
import { NewBuildSheet } from './pages/new-build-sheet.ts';
import { letGo } from './support/gate.ts';
import { launchApp } from './support/launch.ts';
import { writeHeld } from './support/projects.ts';
import { containerOf, expect, test } from './support/spec.ts';

// The faults themselves are tried in src/main/builds/faults.itg.ts and engine-restart.itg.ts; this holds what a person sees of two.

const marker = () => randomBytes(6).toString('hex');

test('an Engine that crashes while it builds is told of, and all is there again when it is back', async () => {
  let state = await bringUp({ owned: true });
  const bed = openTestbed(state);
  const buildxConfig = await bed.freshBuildxConfig();
  const env = { BUILDX_CONFIG: buildxConfig };
  try {
    await bed.cli(['buildx', 'create', '--name', 'quake', '--driver', 'docker-container', '--bootstrap', '--use'], {
      env,
    });
    const running = await launchApp({ env: bed.environment(env) });
    const { page } = running;
    const builders = new BuildersPage(page);
    await builders.open();
    await expect(builders.row('quake')).toContainText('Idle');
    const build = new BuildPage(page);
    const folder = await writeHeld(join(await bed.freshFolder('project'), 'quake'), marker());
    await new NewBuildSheet(page).start({ folder, builder: 'quake', cacheOnly: true });
    await expect(build.running('echo held')).toBeVisible();

    await haltEngine(state, 'crash');
    await expect(build.error).toContainText('The Docker Engine stopped answering while this was built.');
    await expect(build.error).toContainText('build again');
    await expect(new EnginePage(page).banner).toBeVisible();
    await builders.open();
    await expect(builders.row('quake')).toContainText('Does not answer');

    state = await resumeEngine(state);
    await expect(new EnginePage(page).banner).toHaveCount(0);
    await expect(builders.row('quake')).not.toContainText('Does not answer');
    await page
      .getByRole('navigation', { name: 'Areas' })
      .getByRole('button', { name: /^Builds/ })
      .click();
    await expect(page.getByText('The Docker Engine stopped answering while this was built.').first()).toBeVisible();
    await running.close();
    expect(running.complaints).toEqual([]);
  } finally {
    await bed.dispose();
    await takeDown(state);
  }
});

test('a second Slipway leaves the first alone; a builder that is killed while it builds says so', async ({
  bed,
  buildx,
  buildxConfig,
}) => {
  await buildx('create', '--name', 'quake', '--driver', 'docker-container', '--bootstrap', '--use');
  const env = bed.environment({ BUILDX_CONFIG: buildxConfig });
  const running = await launchApp({ env });
  const { page } = running;
  const builders = new BuildersPage(page);
  await builders.open();
  await expect(builders.row('quake')).toContainText('Idle');
  const build = new BuildPage(page);
  const begin = async () => {
    const folder = await writeHeld(join(await bed.freshFolder('project'), 'quake'), marker());
    await new NewBuildSheet(page).start({ folder, builder: 'quake', cacheOnly: true });
  };
  await begin();
  await expect(build.running('echo held')).toBeVisible();

  const root = join(import.meta.dirname, '..');
  const second = spawn(running.app.process().spawnfile, [root, `--user-data-dir=${running.userData}`], {
    env: { ...env, TERM: 'dumb' },
    cwd: root,
    stdio: 'ignore',
  });
  expect(await new Promise((resolve) => second.once('exit', resolve))).toBe(0);
  // The log lies in the folder that both were given: the second one would have emptied it.
  await letGo(bed, containerOf('quake0'));
  await expect(page.getByRole('heading', { name: 'No image came out' })).toBeVisible();
  await expect(build.step('echo held')).toHaveAttribute('data-status', 'done');
  await build.step('echo held').click();
  await expect(build.log).toContainText('released');

  await begin();
  await expect(build.running('echo held')).toBeVisible();
  const { stdout } = await bed.cli(['top', containerOf('quake0'), '-eo', 'pid,args']);
  for (const line of stdout.split('\n').filter((one) => one.includes('buildkitd'))) {
    process.kill(Number(line.trim().split(/\s+/)[0]), 'SIGKILL');
  }
  await expect(build.error).toContainText('The builder was restarted while it worked.');
  await expect(build.error).toContainText(`docker logs ${containerOf('quake0')}`);
  await builders.open();
  await expect(builders.row('quake')).toContainText('Idle');
  await running.close();
  expect(running.complaints).toEqual([]);
});
