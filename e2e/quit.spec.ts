import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { BuildPage } from './pages/build-page.ts';
import { BuildersPage } from './pages/builders-page.ts';
import { NewBuildSheet } from './pages/new-build-sheet.ts';
import { expectAccessible } from './support/axe.ts';
import { letGo, processesIn } from './support/gate.ts';
import { launchApp, type RunningApp } from './support/launch.ts';
import { writeHeld } from './support/projects.ts';
import { containerOf, expect, test } from './support/spec.ts';

// What becomes of builds when somebody quits the app that runs them.

const BUILDER = 'quitter';
const CONTAINER = containerOf(`${BUILDER}0`);
const HELD = 'nc -l -p';

const quit = (app: ElectronApplication) => app.evaluate(({ app: electronApp }) => electronApp.quit()).catch(() => {});
const closeWindow = (app: ElectronApplication) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close()).catch(() => {});
const question = (page: Page) => page.getByRole('dialog', { name: 'One build is running' });

function exited(app: ElectronApplication): Promise<number | null> {
  const child = app.process();
  if (child.exitCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once('exit', resolve));
}

test.beforeEach(({ buildx }) => buildx('create', '--name', BUILDER, '--driver', 'docker-container', '--bootstrap'));

/** Starts a build of its own and waits until its step holds. */
async function buildHeld({ page }: RunningApp, folder: string): Promise<void> {
  const project = await writeHeld(join(folder, 'left-running'), `quit-${Date.now()}`);
  await expect(new BuildersPage(page).row(BUILDER)).toBeVisible();
  await new NewBuildSheet(page).start({ folder: project, builder: BUILDER, cacheOnly: true });
  await expect(new BuildPage(page).running('echo held')).toBeVisible();
}

test('quitting asks first and names the build; kept, it goes on; then it is cancelled and the app ends', async ({
  bed,
  buildxConfig,
}) => {
  const running = await launchApp({ env: bed.environment({ BUILDX_CONFIG: buildxConfig }) });
  const { app, page } = running;
  const end = exited(app);
  await buildHeld(running, await bed.freshFolder('project'));

  await quit(app);
  await expect(question(page)).toBeVisible();
  await expect(question(page)).toContainText(`left-running on ${BUILDER}`);
  await expectAccessible(page, 'the question before the end');
  await expect(question(page).getByRole('button', { name: 'Keep building' })).toBeFocused();
  await page.screenshot({ path: join(test.info().outputDir, 'quit.png') });
  await question(page).getByRole('button', { name: 'Keep building' }).click();
  await expect(question(page)).toHaveCount(0);
  expect(await processesIn(bed, CONTAINER)).toContain(HELD);

  // A form that is being filled in stays as it is below.
  const sheet = new NewBuildSheet(page);
  await sheet.open();
  await sheet.folder.fill('/half/typed');
  await closeWindow(app);
  await expect(question(page).getByRole('button', { name: 'Keep building' })).toBeFocused();
  // A key pressed in the same moment may still be the form's, which it does not close.
  await expect(async () => {
    await page.keyboard.press('Escape');
    await expect(question(page)).toHaveCount(0, { timeout: 500 });
  }).toPass();
  await expect(sheet.folder).toHaveValue('/half/typed');
  expect(await processesIn(bed, CONTAINER)).toContain(HELD);

  await closeWindow(app);
  await question(page).getByRole('button', { name: 'Quit and cancel' }).click();
  expect(await end).toBe(0);
  await expect.poll(() => processesIn(bed, CONTAINER)).not.toContain(HELD);
  expect(running.complaints).toEqual([]);
  await running.close();
});

for (const [name, insist] of [
  ['a second wish to quit', quit],
  ['SIGTERM', async (app: ElectronApplication) => void app.process().kill('SIGTERM')],
  [
    'a page that crashes',
    (app: ElectronApplication) =>
      app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer()),
  ],
] as const) {
  test(`${name} goes through while it is asked, and cancels the build`, async ({ bed, buildxConfig }) => {
    const running = await launchApp({ env: bed.environment({ BUILDX_CONFIG: buildxConfig }) });
    const { app, page } = running;
    const end = exited(app);
    await buildHeld(running, await bed.freshFolder('project'));
    await closeWindow(app);
    await expect(question(page)).toBeVisible();
    await insist(app);
    expect(await end).toBe(0);
    await expect.poll(() => processesIn(bed, CONTAINER)).not.toContain(HELD);
    await running.close();
  });
}

test('a build of the command line is no reason to ask, and goes on', async ({ bed, buildxConfig }) => {
  const running = await launchApp({ env: bed.environment({ BUILDX_CONFIG: buildxConfig }) });
  const { app, page } = running;
  const end = exited(app);
  const project = await writeHeld(join(await bed.freshFolder('project'), 'from-shell'), `quit-cli-${Date.now()}`);
  const cli = bed.spawnCli(['buildx', 'build', '--builder', BUILDER, '--output', 'type=cacheonly', project], {
    env: { BUILDX_CONFIG: buildxConfig },
  });
  const built = new Promise<number | null>((resolve) => cli.once('exit', resolve));
  await expect(new BuildersPage(page).row(BUILDER)).toContainText('1 build running');
  await expect.poll(() => processesIn(bed, CONTAINER)).toContain(HELD);
  await closeWindow(app);
  expect(await end).toBe(0);
  await letGo(bed, CONTAINER);
  expect(await built).toBe(0);
  await running.close();
});
