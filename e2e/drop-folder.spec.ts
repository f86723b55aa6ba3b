import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NewBuildSheet } from './pages/new-build-sheet.ts';
import type { RunningApp } from './support/launch.ts';
import { expect, test } from './support/spec.ts';

/** Drags a path of this computer over the window, as a file manager would, and lets it go where `drop` says. */
async function drag({ app, page }: RunningApp, path: string, drop: boolean): Promise<void> {
  const session = await app.context().newCDPSession(page);
  for (const type of ['dragEnter', 'dragOver', ...(drop ? (['drop'] as const) : [])] as const) {
    const data = { items: [], files: [path], dragOperationsMask: 1 };
    await session.send('Input.dispatchDragEvent', { type, x: 700, y: 400, data });
  }
  await session.detach();
}

test('a folder that is dropped on the window, and a Dockerfile in it, open the sheet on that folder', async ({
  bed,
  running,
}) => {
  const { page } = running;
  const parent = await bed.freshFolder('project');
  for (const name of ['dropped one', 'dropped-two']) {
    await mkdir(join(parent, name));
    await writeFile(join(parent, name, 'Dockerfile'), `FROM scratch AS ${name.replace(' ', '-')}\nCOPY . /\n`);
  }
  const sheet = new NewBuildSheet(page);

  await drag(running, join(parent, 'dropped one'), false);
  await expect(page.getByText('Drop the folder to build it')).toBeVisible();
  await drag(running, join(parent, 'dropped one'), true);
  await expect(page.getByText('Drop the folder to build it')).toHaveCount(0);
  await expect(sheet.folder).toHaveValue(join(parent, 'dropped one'));
  await expect(sheet.sheet).toContainText('dropped-one');

  // Also over the sheet that is open, and for the file itself.
  await drag(running, join(parent, 'dropped-two', 'Dockerfile'), true);
  await expect(sheet.folder).toHaveValue(join(parent, 'dropped-two'));
  await expect(sheet.sheet).toContainText('dropped-two');

  // The same once more takes the place of what was typed since.
  await sheet.folder.fill('/half/typed');
  await drag(running, join(parent, 'dropped-two'), true);
  await expect(sheet.folder).toHaveValue(join(parent, 'dropped-two'));
});
