import { join } from 'node:path';
import { BuildPage } from './pages/build-page.ts';
import { BuildersPage } from './pages/builders-page.ts';
import { NewBuildSheet } from './pages/new-build-sheet.ts';
import { processesIn } from './support/gate.ts';
import { writeHeld } from './support/projects.ts';
import { expect, test } from './support/spec.ts';

test('cancelling a build ends the process of its step', async ({ bed, running, buildx }) => {
  const { page } = running;
  const container = 'buildx_buildkit_cancelled0';
  await buildx('create', '--name', 'cancelled', '--driver', 'docker-container', '--bootstrap', '--use');
  const project = await writeHeld(join(await bed.freshFolder('project'), 'to-cancel'), `cancel-${Date.now()}`);
  await expect(new BuildersPage(page).row('cancelled')).toBeVisible();
  await new NewBuildSheet(page).start({ folder: project, builder: 'cancelled', cacheOnly: true });
  const build = new BuildPage(page);
  await expect(build.running('echo held')).toBeVisible();
  await expect.poll(() => processesIn(bed, container)).toContain('nc -l -p');

  await page.getByRole('button', { name: /^Cancel/ }).click();
  await page
    .getByRole('alertdialog')
    .or(page.getByRole('dialog'))
    .getByRole('button', { name: /^Cancel/ })
    .first()
    .click();

  await expect(page.getByRole('main')).toContainText('until it was cancelled');
  await expect(build.step('echo held')).toHaveAttribute('data-status', 'cancelled');
  await expect(build.step('echo after')).toHaveAttribute('data-status', 'cancelled');
  await expect.poll(() => processesIn(bed, container)).not.toContain('nc -l -p');
  // BuildKit records a cancelled build as an error.
  await expect
    .poll(() => buildx('history', 'ls', '--builder', 'cancelled', '--format', 'json'))
    .toMatch(/"status":"(?:Error|Canceled)"/);
});
