import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { engineDoor } from '../tools/testbed/engine-door.ts';
import { BuilderPage } from './pages/builder-page.ts';
import { BuildersPage } from './pages/builders-page.ts';
import { EnginePage } from './pages/engine-page.ts';
import { NewBuildSheet } from './pages/new-build-sheet.ts';
import { NewBuilderSheet } from './pages/new-builder-sheet.ts';
import { expectAccessible } from './support/axe.ts';
import { letGo } from './support/gate.ts';
import { gatedRegistry } from './support/gated-registry.ts';
import { writeInstance } from './support/instances.ts';
import { launchApp } from './support/launch.ts';
import { writeHeld } from './support/projects.ts';
import { containerOf, expect, removeNode, test } from './support/spec.ts';

// The screens of what went wrong, is under way or lies over the page; the others are in accessibility.spec.ts.

test('axe finds nothing where builders and their files do not answer', async ({ buildxConfig, running, buildx }) => {
  const { page } = running;
  await buildx('create', '--name', 'axe-well', '--driver', 'docker-container', '--bootstrap');
  await writeInstance(buildxConfig, 'axe-dead', 'tcp://127.0.0.1:1');
  await writeFile(join(buildxConfig, 'instances', '.tmp-axe1'), '{');
  const builders = new BuildersPage(page);
  await builders.open();
  await expect(builders.row('axe-dead')).toContainText('Does not answer');
  await expect(builders.row('axe-well')).toContainText('Idle');
  await expect(page.getByText('1 file in the builder store could not be read')).toBeVisible();
  await expectAccessible(page, 'builders, failed');

  await page.getByRole('button', { name: 'More for axe-well' }).click();
  await expect(page.getByRole('menu')).toBeVisible();
  await expectAccessible(page, 'menu of a builder');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^answers: This computer/ }).click();
  await expect(page.getByRole('menu')).toBeVisible();
  await expectAccessible(page, 'menu of Engines');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Keys', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Keys', level: 2 })).toBeVisible();
  await expectAccessible(page, 'keys');
  await page.keyboard.press('Escape');

  await builders
    .row('axe-dead')
    .getByRole('button', { name: /^Why\?/ })
    .click();
  const builder = new BuilderPage(page);
  for (const tab of ['Overview', 'Inspect'] as const) {
    await builder.openTab(tab);
    await expectAccessible(page, `builder, failed, ${tab}`);
  }
});

test('axe finds nothing while a builder is made, where it failed, and where state is', async ({
  bed,
  running,
  buildx,
}) => {
  const { page } = running;
  const registry = await gatedRegistry(bed.registry.address);
  try {
    const builders = new BuildersPage(page);
    await builders.open();
    const builder = new NewBuilderSheet(page);
    await builder.open();
    await builder.name.fill('axe-made');
    await builder.image.fill(`${registry.address}/slipway-e2e/none:1`);
    await builder.submit.click();
    await registry.asked;
    await expectAccessible(page, 'making a builder');
    registry.open();
    await expect(builder.sheet.getByRole('heading', { name: 'axe-made could not be made' })).toBeVisible();
    await expectAccessible(page, 'making a builder, failed');
    await page.keyboard.press('Escape');

    await buildx('create', '--name', 'axe-state', '--driver', 'docker-container', '--bootstrap');
    await builders.remove('axe-state', 'keep');
    await expect(page.getByText('axe-state is removed. Its build state is kept.')).toBeVisible();
    await expectAccessible(page, 'builders, with a word of what was done');
    await builder.open();
    await builder.name.fill('axe-state');
    await expect(builder.sheet.getByRole('radio', { name: 'Start empty' })).toBeEnabled();
    await expectAccessible(page, 'new builder, state is there');
  } finally {
    await registry.close();
    await removeNode(bed, 'axe-state0');
  }
});

test('axe finds nothing on the questions before builds end', async ({ bed, running, buildx }) => {
  const { page } = running;
  await buildx('create', '--name', 'axe-asked', '--driver', 'docker-container', '--bootstrap');
  const builders = new BuildersPage(page);
  await expect(builders.row('axe-asked')).toContainText('Idle');
  const folder = await writeHeld(join(await bed.freshFolder('axe'), 'held'), 'asked');
  await new NewBuildSheet(page).start({ folder, builder: 'axe-asked', cacheOnly: true });
  await expect(page.getByRole('region', { name: /^Log of/ })).toContainText('held asked');
  await page.getByRole('button', { name: /^Cancel/ }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await expectAccessible(page, 'cancel a build');
  await page.keyboard.press('Escape');
  await builders.open();
  await expect(builders.row('axe-asked')).toContainText('1 build running');
  await expectAccessible(page, 'builders, one builds');
  await builders.menu('axe-asked', 'Stop');
  await expect(page.getByRole('dialog', { name: 'Stop axe-asked?' })).toBeVisible();
  await expectAccessible(page, 'stop a builder that builds');
  await page.keyboard.press('Escape');
  await letGo(bed, containerOf('axe-asked0'));
  await expect(builders.row('axe-asked')).toContainText('Idle');
});

test('axe finds nothing without an Engine, and when it has gone', async ({ bed, buildxConfig }) => {
  const door = await engineDoor(bed.socketPath);
  const { page, close, complaints } = await launchApp({
    env: bed.environment({ DOCKER_HOST: door.url, BUILDX_CONFIG: buildxConfig }),
  });
  try {
    const engine = new EnginePage(page);
    await expect(engine.story.getByRole('button', { name: 'Try again' })).toBeVisible();
    await expectAccessible(page, 'no Engine');
    await door.open();
    await expect(new BuildersPage(page).row('default')).toContainText('Idle', { timeout: 60_000 });
    await door.shut();
    await expect(engine.banner).toBeVisible();
    await expectAccessible(page, 'the Engine has gone');
    expect(complaints).toEqual([]);
  } finally {
    await close();
    await door.dispose();
  }
});
