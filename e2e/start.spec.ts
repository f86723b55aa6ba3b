import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BuildersPage } from './pages/builders-page.ts';
import { expectAccessible } from './support/axe.ts';
import { launchApp } from './support/launch.ts';
import { expect, test } from './support/spec.ts';

// The window opens in every case, and before all that it shows is there.

let folder: string;
test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-start-'));
});
test.afterEach(() => rm(folder, { recursive: true, force: true }));

test('started without a terminal, the window is there before the login shell has answered', async ({
  bed,
  buildxConfig,
}) => {
  const [asked, answered] = [join(folder, 'asked'), join(folder, 'answered')];
  const shell = join(folder, 'shell');
  // Says the Engine's address, which only the shell knows here, once it is let go.
  const lines = [
    '#!/bin/sh',
    `touch '${asked}'`,
    `until [ -e '${answered}' ]; do sleep 0.05; done`,
    `DOCKER_HOST='${bed.dockerHost}' exec /bin/sh -c "$4"`,
  ];
  await writeFile(shell, `${lines.join('\n')}\n`, { mode: 0o755 });
  const { DOCKER_HOST: _host, ...env } = bed.environment({ BUILDX_CONFIG: buildxConfig });
  const running = await launchApp({ env: { ...env, SHELL: shell, TERM: '' } });
  try {
    const { page } = running;
    const builders = new BuildersPage(page);
    await expect(page.getByRole('heading', { name: 'Builders', level: 1 })).toBeVisible();
    await expect.poll(() => existsSync(asked)).toBe(true);
    await expect(builders.row('default')).toHaveCount(0);
    await writeFile(answered, '');
    await expect(builders.row('default')).toBeVisible();
    await expect(page.getByRole('banner')).toContainText(/Engine \d/);
    expect(running.complaints).toEqual([]);
  } finally {
    await writeFile(answered, '');
    await running.close();
  }
});

test('closed while the login shell is still asked, the app ends', async ({ bed, buildxConfig }) => {
  const shell = join(folder, 'shell');
  await writeFile(shell, '#!/bin/sh\nexec sleep 1000\n', { mode: 0o755 });
  const env = bed.environment({ BUILDX_CONFIG: buildxConfig });
  const { app, ...running } = await launchApp({ env: { ...env, SHELL: shell, TERM: '' } });
  const end = new Promise<number | null>((resolve) => app.process().once('exit', resolve));
  await app.evaluate(({ app: electronApp }) => electronApp.quit());
  expect(await end).toBe(0);
  await running.close();
});

test('where its own folder cannot be written, the window opens and says so, and builders work', async ({
  bed,
  buildxConfig,
  buildx,
}) => {
  await buildx('create', '--name', 'unkept', '--driver', 'docker-container', '--bootstrap');
  await writeFile(join(folder, 'file'), '');
  const userData = join(folder, 'file', 'slipway');
  const running = await launchApp({ env: bed.environment({ BUILDX_CONFIG: buildxConfig, TMPDIR: folder }), userData });
  try {
    const { page } = running;
    const notice = page.getByRole('status').filter({ hasText: 'Slipway cannot write to its own folder.' });
    await expect(notice).toContainText(userData);
    await expect(notice).toContainText('Make that folder writable for you, then start Slipway again.');
    await expectAccessible(page, 'a folder that cannot be written');
    await page.screenshot({ path: join(test.info().outputDir, 'unwritable.png') });
    // What needs the journal works with the folder in its place.
    const builders = new BuildersPage(page);
    await expect(builders.row('unkept')).toContainText('Idle');
    await builders.remove('unkept', 'delete');
    expect(await buildx('ls')).not.toContain('unkept');
    await page.getByRole('button', { name: 'Got it' }).click();
    await expect(notice).toHaveCount(0);
    expect(running.complaints).toEqual([]);
  } finally {
    await running.close({ keepData: true });
  }
});
