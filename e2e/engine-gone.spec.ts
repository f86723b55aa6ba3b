import { dirname, join } from 'node:path';
import { type EngineDoor, engineDoor } from '../tools/testbed/engine-door.ts';
import { BuildPage } from './pages/build-page.ts';
import { BuildersPage } from './pages/builders-page.ts';
import { EnginePage } from './pages/engine-page.ts';
import { NewBuilderSheet } from './pages/new-builder-sheet.ts';
import { letGo } from './support/gate.ts';
import { launchApp, type RunningApp } from './support/launch.ts';
import { writeHeld } from './support/projects.ts';
import { expect, test } from './support/spec.ts';

let door: EngineDoor;
let running: RunningApp;

test.beforeEach(async ({ bed, buildxConfig, buildx }) => {
  await buildx('create', '--name', 'door-kept', '--driver', 'docker-container', '--bootstrap');
  door = await engineDoor(bed.socketPath);
  running = await launchApp({
    env: bed.environment({
      DOCKER_HOST: door.url,
      BUILDX_CONFIG: buildxConfig,
      PATH: `${dirname(bed.dockerProgram)}:${process.env.PATH}`,
    }),
  });
});

test.afterEach(async () => {
  await running.close();
  await door.dispose();
  expect(running.complaints).toEqual([]);
});

test('an Engine that starts later is found by itself', async () => {
  const engine = new EnginePage(running.page);
  await expect(engine.headline('Docker is here, but not running')).toBeVisible();
  await expect(engine.story).toContainText(door.path);
  await door.open();
  const builders = new BuildersPage(running.page);
  await expect(builders.row('default')).toContainText('Idle', { timeout: 60_000 });
  await expect(builders.row('default')).toContainText('Current');
});

test('stored builders can be looked at without an Engine', async () => {
  const engine = new EnginePage(running.page);
  await engine.story.getByRole('button', { name: 'Show the stored builder anyway' }).click();
  const builders = new BuildersPage(running.page);
  await expect(builders.row('door-kept')).toBeVisible();
  await builders.show('door-kept');
  await expect(running.page.getByRole('tab', { name: 'Inspect' })).toBeVisible();
});

test('an Engine that goes while it is looked at leaves its last data, and comes back by itself', async () => {
  await door.open();
  const { page } = running;
  const engine = new EnginePage(page);
  const builders = new BuildersPage(page);
  await expect(builders.row('default')).toContainText('Idle', { timeout: 60_000 });
  const version = await builders
    .row('default')
    .getByText(/^BuildKit/)
    .textContent();

  await door.shut();
  await expect(engine.banner).toContainText(door.path);
  await expect(engine.banner).toContainText(/Last answer .* ago/);
  // What ticks would be spoken each second.
  await expect(engine.banner.getByRole('status')).toContainText(door.path);
  await expect(engine.banner.getByRole('status')).not.toContainText('ago');
  await expect(page.getByRole('banner')).toContainText('Engine does not answer');
  await expect(builders.row('default')).toContainText('Does not answer');
  await expect(builders.row('default')).toContainText(/last seen/);
  await expect(builders.row('default')).toContainText(version ?? 'BuildKit');

  await door.open();
  await expect(engine.banner).toHaveCount(0, { timeout: 60_000 });
  await expect(builders.row('default')).toContainText('Idle', { timeout: 60_000 });
});

test('no limit stays no limit when the Engine is lost and found while a builder is composed', async () => {
  await door.open();
  const { page } = running;
  const builders = new BuildersPage(page);
  await expect(builders.row('default')).toContainText('Idle', { timeout: 60_000 });
  const sheet = new NewBuilderSheet(page);
  await sheet.open();
  const none = (limit: string) => sheet.sheet.getByRole('group', { name: limit }).getByRole('checkbox');
  await expect(none('Memory')).not.toBeChecked();
  await none('Memory').check();

  await door.shut();
  await expect(sheet.sheet.getByText(/^How much that computer has is not known/).first()).toBeVisible();
  await door.open();
  await expect(sheet.limit('CPU')).toBeVisible({ timeout: 60_000 });
  await expect(none('CPU'), 'what nobody has set is suggested again').not.toBeChecked();
  await expect(none('Memory')).toBeChecked();
});

test('a build by the CLI is told of as it was last heard of while the Engine is gone, and goes on live after it', async ({
  bed,
  buildx,
}) => {
  await door.open();
  const { page } = running;
  // One container, to which Slipway's way is the door and the CLI's is not.
  const driver = ['--name', 'door-way', '--driver', 'docker-container'];
  await buildx('create', ...driver, door.url);
  const env = { BUILDX_CONFIG: await bed.freshBuildxConfig() };
  await bed.cli(['buildx', 'create', ...driver, '--bootstrap'], { env });
  const project = await writeHeld(join(await bed.freshFolder('project'), 'unheard'), `unheard-${Date.now()}`);
  const cli = bed.spawnCli(['buildx', 'build', '--builder', 'door-way', '--output', 'type=cacheonly', project], {
    env,
  });
  const ended = new Promise((resolve) => cli.once('exit', resolve));
  const builds = page.getByRole('navigation', { name: 'Areas' }).getByRole('button', { name: /^Builds/ });
  await builds.click({ timeout: 60_000 });
  const row = page.getByRole('row').filter({ hasText: 'door-way' });
  await expect(row.getByRole('img', { name: 'running' })).toBeVisible({ timeout: 60_000 });

  const duration = row.getByRole('cell').nth(5);
  await expect(duration).toHaveText(/^0:(?:0[1-9]|[1-5]\d)/);
  await row.locator('[data-build-key]').click();
  const build = new BuildPage(page);
  const held = build.running('echo held');
  await expect(held).toHaveText(/\d:\d\d$/);
  await door.shut();
  const notice = page.getByText('door-way does not answer, so it is not known how this build goes on.');
  await expect(notice).toBeVisible();
  const live = page.getByRole('status').filter({ has: notice });
  await expect(live, 'no age in what is spoken when it changes').toHaveText((await notice.textContent()) ?? '');
  await expect(page.getByRole('main')).toContainText(/when last heard of\s*[1-9]/);
  // A time that stands is written in words.
  const stood = /\d s$/;
  await expect(held).toHaveText(stood);
  await held.click();
  await expect(page.getByRole('region', { name: 'Step', exact: true }).getByText(/^[\d.]+ s$/)).toBeVisible();
  await page.getByRole('button', { name: 'List' }).click();
  await expect(page.getByRole('treeitem').filter({ hasText: 'echo held' })).toHaveText(stood);

  const builders = new BuildersPage(page);
  await builders.open();
  const builder = builders.row('door-way');
  await expect(builder.getByRole('img', { name: 'was running when last heard of' })).toBeVisible();
  await expect(builder).toContainText(/had run for [\d.]+ s/);
  await builders.show('door-way');
  await expect(page.getByRole('heading', { name: 'Running when last heard of' })).toBeVisible();
  await expect(page.getByRole('main')).toContainText(/ steps?, [\d.]+ s, Started elsewhere/);

  await expect(builds).toHaveText('Builds');
  await builds.click();
  await expect(row.getByRole('img', { name: 'was running when last heard of' })).toBeVisible();
  await expect(row).toContainText('its builder does not answer; last heard of');
  await row.locator('[data-build-key]').click();
  await expect(notice).toBeVisible();

  await door.open();
  await expect(notice).toHaveCount(0, { timeout: 60_000 });
  await letGo(bed, 'buildx_buildkit_door-way0');
  await ended;
  await expect(build.result).toBeVisible();
});
