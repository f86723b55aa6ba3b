import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BuildPage } from './pages/build-page.ts';
import { BuildersPage } from './pages/builders-page.ts';
import { NewBuildSheet } from './pages/new-build-sheet.ts';
import { FAILING_LINE, writeFailing } from './support/projects.ts';
import { expect, test } from './support/spec.ts';

test.beforeEach(async ({ buildx, running }) => {
  await buildx('create', '--name', 'failing', '--driver', 'docker-container', '--bootstrap', '--use');
  await expect(new BuildersPage(running.page).row('failing')).toBeVisible();
});

test('a failing build opens itself at its line, with message, exit code and the end of its log', async ({
  bed,
  running,
}) => {
  const { page } = running;
  const project = await writeFailing(join(await bed.freshFolder('project'), 'fails'));
  await new NewBuildSheet(page).start({ folder: project, builder: 'failing', cacheOnly: true });
  const build = new BuildPage(page);
  await expect(build.error).toBeVisible({ timeout: 60_000 });
  await expect(build.error).toContainText('exit code 3');
  await expect(build.error).toContainText('did not complete successfully: exit code: 3');
  const failing = build.failingLines;
  await expect(failing).toHaveCount(1);
  await expect(failing).toContainText(`${FAILING_LINE}`);
  await expect(failing).toContainText('cat /nowhere; exit 3');
  await expect(page.getByRole('region', { name: 'End of the log' })).toContainText('No such file or directory');
});

test('G and L lead from a failure to its graph and its log, whatever of them is shown', async ({ bed, running }) => {
  const { page } = running;
  const project = await writeFailing(join(await bed.freshFolder('project'), 'by-keys'));
  await new NewBuildSheet(page).start({ folder: project, builder: 'failing', cacheOnly: true });
  const build = new BuildPage(page);
  const panel = page.getByRole('region', { name: 'All steps' });
  await expect(build.error).toBeVisible({ timeout: 60_000 });
  await page.keyboard.press('g');
  await expect(build.graph).toBeFocused();
  await page.getByRole('tab', { name: 'Error' }).click();
  await page.keyboard.press('l');
  await expect(build.log).toBeFocused();

  await page.getByRole('button', { name: 'List' }).click();
  await page.getByRole('tree').focus();
  await page.keyboard.press('g');
  await expect(build.graph).toBeFocused();
  await panel.getByRole('tab', { name: 'Details' }).click();
  await page.keyboard.press('l');
  await expect(build.log).toBeFocused();
});

test('a failed build of the command line is explained the same way', async ({ bed, running, buildx }) => {
  const { page } = running;
  const project = await writeFailing(join(await bed.freshFolder('project'), 'fails-in-shell'));
  await expect(buildx('build', '--builder', 'failing', '--output', 'type=cacheonly', project)).rejects.toThrow();
  await page
    .getByRole('navigation', { name: 'Areas' })
    .getByRole('button', { name: /^Builds/ })
    .click();
  const row = page.getByRole('row').filter({ hasText: 'fails-in-shell' });
  await expect(row).toContainText('exit code 3');
  await row.getByRole('button', { name: /fails-in-shell/ }).click();
  const build = new BuildPage(page);
  await expect(build.error).toContainText('exit code 3');
  await expect(build.failingLines).toContainText('cat /nowhere; exit 3');
});

test.describe('other failures are told in plain words', () => {
  for (const [name, dockerfile, words] of [
    ['missing-source', 'FROM scratch\nCOPY nothing.txt /\n', 'It could not find /nothing.txt'],
    ['unknown-base', 'FROM no-such-image-here:1\nRUN true\n', 'The image no-such-image-here:1 could not be found'],
    ['which-are-here', 'FROM busybox:no-such-tag\nRUN true\n', 'Use an image that is here: '],
    ['wrong-word', 'FROM scratch\nRUNN true\n', 'Line 2 of the Dockerfile cannot be read: unknown instruction: RUNN'],
  ] as const) {
    test(name, async ({ bed, running }) => {
      const { page } = running;
      const project = join(await bed.freshFolder('project'), name);
      await mkdir(project);
      await writeFile(join(project, 'Dockerfile'), dockerfile);
      await new NewBuildSheet(page).start({ folder: project, builder: 'failing', cacheOnly: true });
      const build = new BuildPage(page);
      await expect(build.error).toContainText(words, { timeout: 60_000 });
    });
  }
});

test('a stage that is gone since the folder was looked at is told', async ({ bed, running }) => {
  const { page } = running;
  const project = join(await bed.freshFolder('project'), 'renamed');
  const dockerfile = (stage: string) =>
    `FROM scratch AS ${stage}\nCOPY Dockerfile /\nFROM scratch\nCOPY Dockerfile /\n`;
  await mkdir(project);
  await writeFile(join(project, 'Dockerfile'), dockerfile('before'));
  const sheet = new NewBuildSheet(page);
  await sheet.open();
  await sheet.choose(project);
  await sheet.pickBuilder('failing');
  await sheet.stage('before').click();
  await writeFile(join(project, 'Dockerfile'), dockerfile('after'));
  await sheet.build.click();
  await expect(new BuildPage(page).error).toContainText('The Dockerfile has no stage named before.', {
    timeout: 60_000,
  });
});
