import { join } from 'node:path';
import { BuildPage } from './pages/build-page.ts';
import { BuildersPage } from './pages/builders-page.ts';
import { NewBuildSheet } from './pages/new-build-sheet.ts';
import { NewBuilderSheet } from './pages/new-builder-sheet.ts';
import { expectAccessible } from './support/axe.ts';
import { letGo } from './support/gate.ts';
import { writeFailing, writeHeld, writeSample } from './support/projects.ts';
import { expect, test } from './support/spec.ts';

test('axe finds nothing on the screens of builders', async ({ running, buildx }) => {
  const { page } = running;
  const builders = new BuildersPage(page);
  await builders.open();
  await expect(builders.row('default')).toBeVisible();
  await expectAccessible(page, 'builders, empty');

  const sheet = new NewBuilderSheet(page);
  await sheet.open();
  await expectAccessible(page, 'new builder');
  await sheet.name.fill('9 wrong');
  await page.keyboard.press('Control+Enter');
  await expectAccessible(page, 'new builder, with an error at its field');
  await sheet.name.fill('axe-one');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('heading', { name: 'axe-one is ready' })).toBeVisible({ timeout: 60_000 });
  await expectAccessible(page, 'builder made');
  await page.keyboard.press('Escape');

  await buildx('create', '--name', 'axe-two', '--driver', 'docker-container');
  await expect(builders.row('axe-two')).toBeVisible();
  await expectAccessible(page, 'builders, full');

  await builders.show('axe-one');
  for (const tab of await page.getByRole('tab').all()) {
    await tab.click();
    await expectAccessible(page, `builder, ${await tab.textContent()}`);
  }
  await builders.open();
  await builders.menu('axe-one', 'Remove');
  await expect(page.getByRole('dialog').or(page.getByRole('alertdialog'))).toBeVisible();
  await expectAccessible(page, 'remove a builder');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog')).toBeVisible();
  await expectAccessible(page, 'palette');
});

test('axe finds nothing on the screens of builds', async ({ bed, running, buildx, busybox }) => {
  const { page } = running;
  await buildx('create', '--name', 'axe-builds', '--driver', 'docker-container', '--bootstrap', '--use');
  await expect(new BuildersPage(page).row('axe-builds')).toBeVisible();
  const folder = await bed.freshFolder('project');
  const areas = page.getByRole('navigation', { name: 'Areas' });
  await areas.getByRole('button', { name: /^Builds/ }).click();
  await expect(page.getByRole('heading', { name: 'Builds', level: 1 })).toBeVisible();
  await expectAccessible(page, 'builds, empty');

  const sheet = new NewBuildSheet(page);
  await sheet.open();
  await expectAccessible(page, 'new build, empty');
  await sheet.choose(await writeSample(join(folder, 'sample'), busybox));
  await expectAccessible(page, 'new build, filled');
  await sheet.build.click();
  const build = new BuildPage(page);
  await build.waitForResult();
  await expectAccessible(page, 'build, done');
  await page.getByRole('button', { name: 'List' }).click();
  await expectAccessible(page, 'build, as a list');
  await build.result.getByRole('button', { name: 'Run with Docker' }).click();
  await expect(page.getByRole('main')).toContainText('Ended');
  await expectAccessible(page, 'build, its image run');

  await sheet.start({ folder: await writeFailing(join(folder, 'fails')), builder: 'axe-builds', cacheOnly: true });
  await expect(build.error).toBeVisible({ timeout: 60_000 });
  for (const tab of await page.getByRole('tablist').first().getByRole('tab').all()) {
    await tab.click();
    await expectAccessible(page, `build, failed, ${await tab.textContent()}`);
  }

  await sheet.start({ folder: await writeHeld(join(folder, 'held'), 'axe'), builder: 'axe-builds', cacheOnly: true });
  await expect(build.running('echo held')).toBeVisible();
  await build.running('echo held').click();
  await expect(build.log).toContainText('held axe');
  await expectAccessible(page, 'build, running');
  await areas.getByRole('button', { name: /^Builds/ }).click();
  await expect(page.getByRole('heading', { name: 'Builds', level: 1 })).toBeVisible();
  await expectAccessible(page, 'builds, full');
  await letGo(bed, 'buildx_buildkit_axe-builds0');
  await bed.cli(['image', 'rm', '--force', 'sample:dev']);
});
