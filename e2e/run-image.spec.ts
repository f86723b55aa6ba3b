import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BuildPage } from './pages/build-page.ts';
import { BuildersPage } from './pages/builders-page.ts';
import { NewBuildSheet } from './pages/new-build-sheet.ts';
import { expect, test } from './support/spec.ts';

/** Serves nothing, and goes on until it is told to end. */
const SERVER = "trap 'exit 0' TERM; echo serving; while :; do /bin/busybox sleep 1; done";

test('an image that runs is still there, with its way to stop, when one comes back to its build', async ({
  bed,
  running,
  busybox,
}) => {
  const { page } = running;
  const folder = join(await bed.freshFolder('project'), 'server');
  await mkdir(folder);
  await copyFile(busybox, join(folder, 'busybox'));
  const command = JSON.stringify(['/bin/busybox', 'sh', '-c', SERVER]);
  await writeFile(join(folder, 'Dockerfile'), `FROM scratch\nCOPY busybox /bin/busybox\nCMD ${command}\n`);
  await expect(new BuildersPage(page).row('default')).toBeVisible();
  await new NewBuildSheet(page).start({ folder, builder: 'default' });
  const build = new BuildPage(page);
  await build.waitForResult();
  const output = build.result.getByRole('log', { name: 'Output of the image' });
  const stop = build.result.getByRole('button', { name: 'Stop', exact: true });
  const run = build.result.getByRole('button', { name: /^(?:Run with Docker|Running|Run again)$/ });
  await run.press('Enter');
  await expect(output).toContainText('serving');
  await expect(run, 'one at a time').toHaveAttribute('aria-disabled', 'true');
  await expect(run).toBeFocused();

  await page.keyboard.press('Control+2');
  await expect(page.getByRole('heading', { name: 'Builders', level: 1 })).toBeVisible();
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(output).toContainText('serving');
  await expect(run).toHaveText('Running');
  await expect(run).toHaveAttribute('aria-disabled', 'true');

  await stop.click();
  await expect(build.result.getByText('Stopped', { exact: true })).toBeVisible();
  await expect(run).toHaveText('Run again');
  await expect(run).not.toHaveAttribute('aria-disabled');
  await build.result.getByRole('button', { name: 'Close the output' }).click();
  await expect(output).toHaveCount(0);
  await expect(run).toHaveText('Run with Docker');
  await bed.cli(['image', 'rm', '--force', 'server:dev']);
});
