import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BuildPage } from './pages/build-page.ts';
import { BuildersPage } from './pages/builders-page.ts';
import { NewBuildSheet } from './pages/new-build-sheet.ts';
import { NewBuilderSheet } from './pages/new-builder-sheet.ts';
import { expectAccessible } from './support/axe.ts';
import { launchApp } from './support/launch.ts';
import { expect, test } from './support/spec.ts';

test('a context that cannot be read is named with its file, and appears once it can', async ({ bed, buildxConfig }) => {
  const dockerConfig = await bed.freshDockerConfig();
  const id = createHash('sha256').update('torn').digest('hex');
  const file = join(dockerConfig, 'contexts/meta', id, 'meta.json');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, '{"Name":"to');
  const env = bed.environment({ BUILDX_CONFIG: buildxConfig, DOCKER_CONFIG: dockerConfig });
  const { page, close, complaints } = await launchApp({ env });
  const builders = new BuildersPage(page);
  await expect(builders.row('default')).toContainText('Idle');
  await expect(page.getByText('A docker context is broken.')).toBeVisible();
  await expect(page.getByRole('main')).toContainText(file);
  await expect(page.getByRole('main')).toContainText('Remove the context or mend its file.');
  await expectAccessible(page, 'builders, a context cannot be read');
  await page.getByRole('button', { name: /^answers: This computer/ }).click();
  await expect(page.getByRole('menuitem', { name: /A docker context is broken/ })).toBeVisible();
  await page.keyboard.press('Escape');
  const sheet = new NewBuilderSheet(page);
  await sheet.open();
  await expect(sheet.sheet).toContainText('1 docker context cannot be read and is missing here.');
  await page.keyboard.press('Escape');

  const meta = { Name: 'torn', Metadata: {}, Endpoints: { docker: { Host: bed.dockerHost, SkipTLSVerify: false } } };
  await writeFile(file, JSON.stringify(meta));
  await expect(page.getByText('A docker context is broken.')).toHaveCount(0);
  await expect(builders.row('torn')).toContainText('Idle');
  expect(complaints).toEqual([]);
  await close();
});

test('a build runs on the builders of both contexts that lead to its Engine', async ({ bed, buildxConfig }) => {
  const dockerConfig = await bed.freshDockerConfig();
  const env = { BUILDX_CONFIG: buildxConfig, DOCKER_CONFIG: dockerConfig };
  await bed.cli(['context', 'create', 'again', '--docker', `host=${bed.dockerHost}`], { env });
  const project = join(await bed.freshFolder('project'), 'shared');
  await mkdir(project);
  await writeFile(join(project, 'Dockerfile'), 'FROM scratch\nCOPY Dockerfile /\n');
  const { page, close, complaints } = await launchApp({ env: bed.environment(env) });
  const builders = new BuildersPage(page);
  await expect(builders.row('again')).toContainText('Idle');
  const sheet = new NewBuildSheet(page);
  await sheet.open();
  await sheet.pickBuilder('again');
  // Its images stay in its own Engine, not in that of the current context.
  await expect(sheet.load).toHaveAccessibleName('An image in Docker on again');
  await page.keyboard.press('Escape');
  await sheet.start({ folder: project, builder: 'again', cacheOnly: true });
  await new BuildPage(page).waitForResult();
  await expect(page.getByRole('main')).toContainText('on again and default');
  await page.keyboard.press('Control+1');
  await expect(page.getByRole('row').filter({ hasText: 'shared' })).toContainText('again and default');
  expect(complaints).toEqual([]);
  await close();
});
