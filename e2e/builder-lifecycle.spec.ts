import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { BuildPage } from './pages/build-page.ts';
import { BuildersPage } from './pages/builders-page.ts';
import { NewBuildSheet } from './pages/new-build-sheet.ts';
import { NewBuilderSheet } from './pages/new-builder-sheet.ts';
import { hasContainer, hasVolume } from './support/containers.ts';
import { writeSample } from './support/projects.ts';
import { containerOf, expect, removeNode, test } from './support/spec.ts';

const KEPT = 'life-kept';
const VOLUME = `${containerOf(`${KEPT}0`)}_state`;
/** Steps of the sample's stages. */
const STEPS = 9;

test.afterEach(({ bed }) => removeNode(bed, `${KEPT}0`));

test('a builder is stopped and started again', async ({ bed, running, buildx }) => {
  const builders = new BuildersPage(running.page);
  await buildx('create', '--name', 'life-power', '--driver', 'docker-container', '--bootstrap');
  await builders.open();
  await expect(builders.row('life-power')).toContainText('Idle');
  await builders.menu('life-power', 'Stop');
  await expect(builders.row('life-power')).toContainText('Stopped');
  await expect(builders.row('life-power')).toContainText('cache and history are kept');
  await expect(running.page.getByText('life-power is stopped. Its cache and history are kept.')).toBeVisible();
  expect(await buildx('inspect', 'life-power')).toMatch(/Status: +stopped/);

  await builders.row('life-power').getByRole('button', { name: 'Start life-power' }).click();
  await expect(builders.row('life-power')).toContainText('Idle');
  expect(await buildx('inspect', 'life-power')).toMatch(/Status: +running/);
  const { stdout } = await bed.cli(['inspect', '--format', '{{.RestartCount}}', containerOf('life-power0')]);
  expect(stdout.trim()).toBe('0');
});

test('a builder made again under its name finds its cache', async ({ bed, running, buildx, busybox }) => {
  const { page } = running;
  const builders = new BuildersPage(page);
  const project = await writeSample(join(await bed.freshFolder('life'), 'life-sample'), busybox);
  await makeAndBuild(page, project);
  await builders.open();
  await builders.remove(KEPT, 'keep');
  await expect(page.getByText(`${KEPT} is removed. Its build state is kept.`)).toBeVisible();
  expect(await buildx('ls')).not.toContain(KEPT);
  expect(await hasContainer(bed, containerOf(`${KEPT}0`))).toBe(false);
  expect(await hasVolume(bed, VOLUME)).toBe(true);

  const builder = new NewBuilderSheet(page);
  await builder.open();
  await builder.name.fill(KEPT);
  await expect(builder.existing).toContainText(`There is build state of a builder ${KEPT} already`);
  await expect(builder.existing).toContainText(new RegExp(`${VOLUME}, [1-9][\\d.]* [kMG]B, made `));
  await builder.submit.click();
  await expect(builder.sheet.getByRole('alert')).toContainText('Choose what happens with the build state');
  await builder.chooseState('Use it');
  await builder.submit.click();
  await builder.waitUntilReady(KEPT);
  // Its records are there too; their names went from buildx's own folder with the builder.
  expect(await buildx('history', 'ls', '--builder', KEPT)).toContain('Completed');

  await builder.sheet.getByRole('button', { name: 'Build a folder' }).click();
  const build = await buildIn(page, project);
  await expect(build.graph.getByRole('button', { name: /^Step \d/ })).toHaveCount(STEPS);
  await expect(build.graph.getByRole('button', { name: /^Step \d.*from cache/ })).toHaveCount(STEPS);
});

test('state that is deleted is named with its size first', async ({ bed, running, buildx, busybox }) => {
  const { page } = running;
  const builders = new BuildersPage(page);
  const project = await writeSample(join(await bed.freshFolder('life'), 'life-sample'), busybox);
  await makeAndBuild(page, project);
  await builders.open();

  await builders.menu(KEPT, 'Remove');
  const dialog = page.getByRole('dialog', { name: `Remove ${KEPT}?` });
  await expect(dialog.getByRole('radio', { name: 'Keep its build state' })).toBeChecked();
  const del = dialog.getByRole('radio', { name: 'Delete its build state too' });
  await expect(del).toHaveAccessibleDescription(new RegExp(`${VOLUME} \\([1-9][\\d.]* [kMG]B\\)`));
  await del.click();
  await expect(dialog.getByText(`docker buildx rm ${KEPT}`)).toBeVisible();
  await dialog.getByRole('button', { name: /^Remove and delete [1-9][\d.]* [kMG]B$/ }).click();
  await expect(builders.row(KEPT)).toHaveCount(0);
  await expect(page.getByText(`${KEPT} is removed with its build state.`)).toBeVisible();
  expect(await hasVolume(bed, VOLUME)).toBe(false);
  expect(await hasContainer(bed, containerOf(`${KEPT}0`))).toBe(false);
  expect(await buildx('ls')).not.toContain(KEPT);
});

test('a builder can start empty where state is', async ({ bed, running, buildx, busybox }) => {
  const { page } = running;
  const builders = new BuildersPage(page);
  const project = await writeSample(join(await bed.freshFolder('life'), 'life-sample'), busybox);
  await makeAndBuild(page, project);
  await builders.open();
  await builders.remove(KEPT, 'keep');

  const builder = new NewBuilderSheet(page);
  await builder.open();
  await builder.name.fill(KEPT);
  const empty = builder.sheet.getByRole('radio', { name: 'Start empty' });
  await expect(empty).toBeEnabled();
  await expect(empty).toHaveAccessibleDescription(new RegExp(`Deletes ${VOLUME} \\([1-9][\\d.]* [kMG]B\\)`));
  await builder.chooseState('Start empty');
  await expect(builder.sheet.getByText(`docker volume rm ${VOLUME}`)).toBeVisible();
  await builder.submit.click();
  await expect(builder.step('Delete the old state volume')).toHaveAttribute('data-status', 'done');
  await builder.waitUntilReady(KEPT);
  expect(await buildx('history', 'ls', '--builder', KEPT)).not.toContain('Completed');
  await builder.sheet.getByRole('button', { name: 'Build a folder' }).click();
  const build = await buildIn(page, project);
  await expect(build.step('for name in')).toHaveAccessibleName(/done in/);
});

async function makeAndBuild(page: Page, project: string): Promise<void> {
  await new BuildersPage(page).open();
  const builder = new NewBuilderSheet(page);
  await builder.create(KEPT);
  await builder.sheet.getByRole('button', { name: 'Build a folder' }).click();
  const build = await buildIn(page, project);
  await expect(build.step('for name in')).toHaveAccessibleName(/done in/);
}

/** Builds for the cache alone, in the sheet that is open. */
async function buildIn(page: Page, project: string): Promise<BuildPage> {
  const sheet = new NewBuildSheet(page);
  await sheet.choose(project);
  await sheet.pickBuilder(KEPT);
  await sheet.output('An image on this computer').uncheck();
  await sheet.build.click();
  const build = new BuildPage(page);
  await build.waitForResult();
  return build;
}
