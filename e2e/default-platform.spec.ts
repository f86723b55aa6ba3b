import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BuildPage } from './pages/build-page.ts';
import { BuildersPage } from './pages/builders-page.ts';
import { NewBuildSheet } from './pages/new-build-sheet.ts';
import { expectAccessible } from './support/axe.ts';
import { launchApp } from './support/launch.ts';
import { expect, test } from './support/spec.ts';

test('what DOCKER_DEFAULT_PLATFORM names is told at the processors, and what is no platform is refused there', async ({
  bed,
  buildxConfig,
  buildx,
}) => {
  await buildx('create', '--name', 'standard-e2e', '--driver', 'docker-container', '--bootstrap');
  const project = join(await bed.freshFolder('project'), 'standard');
  await mkdir(project);
  await writeFile(join(project, 'Dockerfile'), 'FROM scratch\nCOPY Dockerfile /\n');
  const opened = async (value: string) => {
    const env = bed.environment({ BUILDX_CONFIG: buildxConfig, DOCKER_DEFAULT_PLATFORM: value });
    const app = await launchApp({ env });
    await expect(new BuildersPage(app.page).row('standard-e2e')).toContainText('Idle');
    const sheet = new NewBuildSheet(app.page);
    await sheet.open();
    await sheet.choose(project);
    await sheet.pickBuilder('standard-e2e');
    await sheet.load.uncheck();
    const processors = sheet.sheet.getByRole('region', { name: 'For which processors' });
    return { ...app, sheet, processors };
  };

  const wrong = await opened('nonsense');
  await wrong.sheet.build.click();
  await expect(wrong.processors.getByRole('alert')).toContainText('DOCKER_DEFAULT_PLATFORM is set to “nonsense”');
  await expect(wrong.sheet.platform('amd64')).toBeFocused();
  await expectAccessible(wrong.page, 'new build, a variable names no platform');
  await wrong.sheet.platform('amd64').check();
  await expect(wrong.processors.getByRole('alert')).toHaveCount(0);
  await wrong.close();

  const right = await opened('linux/arm64');
  await expect(right.processors).toContainText('none chosen: arm64');
  await expect(right.processors).toContainText('the variable DOCKER_DEFAULT_PLATFORM says so');
  await expect(right.sheet.sheet.getByRole('region', { name: 'The same on the command line' })).not.toContainText(
    '--platform',
  );
  await right.sheet.build.click();
  await new BuildPage(right.page).waitForResult();
  await expect(right.page.getByRole('main')).toContainText('for arm64');
  await right.close();
  expect([...wrong.complaints, ...right.complaints]).toEqual([]);
});
