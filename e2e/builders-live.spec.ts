import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BuildersPage } from './pages/builders-page.ts';
import { writeInstance } from './support/instances.ts';
import { silentSocket } from './support/sockets.ts';
import { containerOf, expect, removeNode, test } from './support/spec.ts';

test('what the command line does to a builder shows by itself', async ({ bed, running, buildx }) => {
  const builders = new BuildersPage(running.page);
  await builders.open();
  await expect(builders.row('default')).toContainText('Built in');
  const row = builders.row('live-one');
  await expect(row).toHaveCount(0);

  await buildx('create', '--name', 'live-one', '--driver', 'docker-container', '--driver-opt', 'memory=512m');
  await expect(row).toContainText('Not started yet');
  await buildx('inspect', '--bootstrap', 'live-one');
  await expect(row).toContainText('Idle');
  await expect(row).toContainText('0.34.2');
  await expect(row).toContainText('amd64');
  await expect(row, 'memory in use, of its limit').toContainText(/of 512 MB/);

  await bed.cli(['stop', containerOf('live-one0')]);
  await expect(row).toContainText('Stopped');
  await bed.cli(['start', containerOf('live-one0')]);
  await expect(row).toContainText('Idle');
  await buildx('stop', 'live-one');
  await expect(row).toContainText('Stopped');
  await bed.cli(['rm', containerOf('live-one0')]);
  await expect(row).toContainText('Not started yet');
  await buildx('rm', 'live-one');
  await expect(row).toHaveCount(0);
  // buildx forgets the state of a container that is gone already.
  await removeNode(bed, 'live-one0');
});

test('the current builder is one and the same in the app and on the command line', async ({ running, buildx }) => {
  const builders = new BuildersPage(running.page);
  await buildx('create', '--name', 'live-a', '--driver', 'docker-container');
  await buildx('create', '--name', 'live-b', '--driver', 'docker-container');
  await builders.open();
  await expect(builders.row('default')).toContainText('Current');
  await expect(builders.row('live-a')).not.toContainText('Current');

  await buildx('use', 'live-b');
  await expect(builders.row('live-b')).toContainText('Current');
  await expect(builders.row('default')).not.toContainText('Current');

  await builders.menu('live-a', 'Make current');
  await expect(builders.row('live-a')).toContainText('Current');
  await expect(builders.row('live-b')).not.toContainText('Current');
  expect(await currentIn(buildx)).toEqual(['live-a']);

  await builders.menu('default', 'Make current');
  await expect(builders.row('default')).toContainText('Current');
  await expect(builders.row('live-a')).not.toContainText('Current');
  expect(await currentIn(buildx)).toEqual(['default']);
});

test('dead endpoints hold up nobody', async ({ bed, buildxConfig, running, buildx }) => {
  const silent = await silentSocket();
  try {
    await buildx('create', '--name', 'live-good', '--driver', 'docker-container', '--bootstrap');
    const builders = new BuildersPage(running.page);
    await builders.open();
    await expect(builders.row('live-good')).toContainText('0.34.2');
    await writeInstance(buildxConfig, 'live-silent', silent.url);
    await writeInstance(buildxConfig, 'live-refused', 'tcp://127.0.0.1:1');
    await silent.asked;
    await bed.cli(['kill', containerOf('live-good0')]);
    await expect(builders.row('live-good')).toContainText('Stopped');
    await expect(builders.row('live-refused')).toContainText('Does not answer');
    await expect(builders.row('live-silent'), 'nothing has been heard of it yet').toContainText('Looking');
    await expect(builders.row('live-silent')).toContainText('Does not answer');

    await builders
      .row('live-refused')
      .getByRole('button', { name: /^Why\?/ })
      .click();
    await expect(running.page.getByText('tcp://127.0.0.1:1').first()).toBeVisible();
    await builders.open();
    await builders.remove('live-refused', 'keep');
    await expect(running.page.getByText(/container buildx_buildkit_live-refused0 may still be on/)).toBeVisible();
  } finally {
    await silent.close();
  }
});

test('files that are no builders are reported and left alone', async ({ buildxConfig, running, buildx }) => {
  await buildx('create', '--name', 'live-whole', '--driver', 'docker-container');
  const stray = join(buildxConfig, 'instances', '.tmp-live-whole123456');
  const broken = join(buildxConfig, 'instances', 'live-broken');
  const builders = new BuildersPage(running.page);
  await builders.open();
  await expect(builders.row('live-whole')).toBeVisible();

  await writeFile(stray, '{"Name":"live-wh');
  await writeFile(broken, '');
  await expect(running.page.getByText('2 files in the builder store could not be read')).toBeVisible();
  for (const path of [stray, broken]) await expect(running.page.getByText(path)).toBeVisible();
  await expect(builders.row('live-whole')).toContainText('Not started yet');

  // What the app writes beside them leaves them as they are.
  await builders.menu('live-whole', 'Make current');
  await expect(builders.row('live-whole')).toContainText('Current');
  await builders.remove('live-whole', 'keep');
  expect(await readFile(stray, 'utf8')).toBe('{"Name":"live-wh');
  expect(await readFile(broken, 'utf8')).toBe('');
});

/** Builders that `docker buildx ls` marks with a star. */
async function currentIn(buildx: (...args: readonly string[]) => Promise<string>): Promise<readonly string[]> {
  return [...(await buildx('ls')).matchAll(/^(\S+)\* /gm)].map(([, name = '']) => name);
}
