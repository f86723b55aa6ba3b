import { chmod, chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BuildPage } from './pages/build-page.ts';
import { BuildersPage } from './pages/builders-page.ts';
import { NewBuildSheet } from './pages/new-build-sheet.ts';
import { expectAccessible } from './support/axe.ts';
import { launchApp } from './support/launch.ts';
import { whyNotAsAnother, withoutOverride } from './support/programs.ts';
import { expect, test } from './support/spec.ts';

const NOBODY = 65534;

// What an interrupted run left, and what was done about it, is held by crash.spec.ts; here is what a build tells of itself.
test('files that may not be read are told on the page of the build that got them empty', async ({
  bed,
  buildxConfig,
}) => {
  const reason = whyNotAsAnother('setpriv');
  test.skip(reason !== undefined, reason);
  const folder = await bed.freshFolder('project');
  const project = join(folder, 'closed');
  await mkdir(project);
  await writeFile(join(project, 'Dockerfile'), 'FROM scratch\nCOPY *.txt /\n');
  const closed = async (name: string) => {
    const path = join(project, name);
    await writeFile(path, 'not for everybody\n');
    await chown(path, NOBODY, NOBODY);
    await chmod(path, 0);
    return path;
  };
  const first = await closed('one.txt');
  const { page, close, complaints } = await launchApp({
    program: await withoutOverride(folder),
    env: bed.environment({ BUILDX_CONFIG: buildxConfig }),
  });
  await expect(new BuildersPage(page).row('default')).toContainText('Idle');
  const sheet = new NewBuildSheet(page);
  await sheet.start({ folder: project, builder: 'default', cacheOnly: true });
  const build = new BuildPage(page);
  await build.waitForResult();
  await expect(page.getByText('A file could not be read.')).toBeVisible();
  await expect(page.getByText(`The build has ${first} as an empty file.`)).toBeVisible();

  const second = await closed('two.txt');
  await sheet.start({ folder: project, builder: 'default', cacheOnly: true });
  await build.waitForResult();
  await expect(page.getByText('2 things were not as this build expected')).toBeVisible();
  for (const path of [first, second]) await expect(page.getByRole('listitem').filter({ hasText: path })).toBeVisible();
  await expectAccessible(page, 'a build that was not as it was asked for');
  expect(complaints).toEqual([]);
  await close();
});
