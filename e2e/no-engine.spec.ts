import { existsSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BuildersPage } from './pages/builders-page.ts';
import { axeFindings } from './support/axe.ts';
import { engineDoor } from './support/engine-door.ts';
import { launchApp } from './support/launch.ts';
import { expect, test } from './support/spec.ts';

/** A PATH without any docker program, with what the stand-in needs. */
async function pathWithout(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const program of ['sh', 'dirname', 'readlink', 'uname', 'env', 'node', 'sed', 'cat', 'id', 'bash']) {
    const found = (process.env.PATH ?? '').split(':').map((each) => join(each, program));
    const real = found.find((each) => existsSync(each));
    if (real !== undefined) await symlink(real, join(folder, program));
  }
  return folder;
}

/** Where the app looks for Docker beside PATH; on a machine that has it there, it is installed whatever PATH says. */
const USUAL_PLACES = ['/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin', '/snap/bin'];

test('without an Engine the window opens and says which endpoint was tried and why', async ({ bed }) => {
  const folder = await bed.freshFolder('no-docker');
  const socket = join(folder, 'docker.sock');
  const env = bed.environment({ DOCKER_HOST: `unix://${socket}`, PATH: await pathWithout(join(folder, 'bin')) });
  const installed = USUAL_PLACES.some((place) => ['docker', 'dockerd'].some((name) => existsSync(join(place, name))));
  const headline = installed ? 'Docker is here, but not running' : 'Docker is not on this computer yet';
  const { page, complaints, close } = await launchApp({ env });
  try {
    await expect(page.getByRole('heading', { name: headline })).toBeVisible();
    await expect(page.getByRole('main')).toContainText(socket);
    expect(await axeFindings(page)).toEqual([]);
    expect(complaints).toEqual([]);
  } finally {
    await close();
  }
});

test('a stopped Engine is told from a missing one, and the app goes on by itself when it starts', async ({ bed }) => {
  const door = await engineDoor(bed.socketPath);
  const env = bed.environment({
    DOCKER_HOST: door.url,
    PATH: `${dirname(bed.dockerProgram)}:${process.env.PATH}`,
    BUILDX_CONFIG: await bed.freshBuildxConfig(),
  });
  const { page, close } = await launchApp({ env });
  try {
    await expect(page.getByRole('heading', { name: 'Docker is here, but not running' })).toBeVisible();
    await expect(page.getByRole('main')).toContainText(door.path);
    await door.open();
    const builders = new BuildersPage(page);
    await expect(builders.row('default')).toBeVisible({ timeout: 60_000 });

    // Gone while it is looked at: the last data stays, with a word about it; and it comes back by itself.
    await door.shut();
    await expect(
      page.getByRole('alert').or(page.getByRole('status')).filter({ hasText: door.path }).first(),
    ).toBeVisible({
      timeout: 60_000,
    });
    await expect(builders.row('default')).toBeVisible();
    await expect(builders.row('default')).toContainText('Does not answer');
    await door.open();
    await expect(builders.row('default')).toContainText('Idle', { timeout: 60_000 });
  } finally {
    await close();
    await door.dispose();
  }
});

test('a context that does not exist is called broken, by its name', async ({ bed }) => {
  const config = await bed.freshDockerConfig();
  await writeFile(join(config, 'config.json'), JSON.stringify({ currentContext: 'gone-away' }));
  const env = bed.environment({ DOCKER_CONFIG: config, BUILDX_CONFIG: await bed.freshBuildxConfig() });
  delete env.DOCKER_HOST;
  const { page, close } = await launchApp({ env });
  try {
    await expect(page.getByRole('heading', { name: 'The chosen Docker context does not work' })).toBeVisible();
    await expect(page.getByRole('main')).toContainText('gone-away');
  } finally {
    await close();
  }
});
