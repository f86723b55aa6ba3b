import { dirname } from 'node:path';
import { type EngineDoor, engineDoor } from '../tools/testbed/engine-door.ts';
import { BuildersPage } from './pages/builders-page.ts';
import { EnginePage } from './pages/engine-page.ts';
import { launchApp, type RunningApp } from './support/launch.ts';
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
  await expect(page.getByRole('banner')).toContainText('Engine does not answer');
  await expect(builders.row('default')).toContainText('Does not answer');
  await expect(builders.row('default')).toContainText(/last seen/);
  await expect(builders.row('default')).toContainText(version ?? 'BuildKit');

  await door.open();
  await expect(engine.banner).toHaveCount(0, { timeout: 60_000 });
  await expect(builders.row('default')).toContainText('Idle', { timeout: 60_000 });
});
