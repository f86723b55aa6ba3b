import { join } from 'node:path';
import { BuildPage } from './pages/build-page.ts';
import { BuildersPage } from './pages/builders-page.ts';
import { NewBuildSheet } from './pages/new-build-sheet.ts';
import { NewBuilderSheet } from './pages/new-builder-sheet.ts';
import { SAMPLE_OUTPUT, writeSample } from './support/projects.ts';
import { expect, test } from './support/spec.ts';

test('a builder is made, a project built, watched, and its image run', async ({ bed, running, buildx, busybox }) => {
  const { page } = running;
  const sample = await writeSample(join(await bed.freshFolder('project'), 'sample'), busybox);

  await new BuildersPage(page).open();
  await expect(page.getByRole('button', { name: /^answers: This computer/ })).toBeVisible();
  const builder = new NewBuilderSheet(page);
  await builder.open();
  await builder.name.fill('main-job');
  // Two sliders, by keyboard: each key is one step.
  await builder.limit('Memory').press('Home');
  for (let step = 0; step < 4; step += 1) await builder.limit('Memory').press('ArrowRight');
  await builder.limit('CPU').press('End');
  const memory = await builder.limit('Memory').getAttribute('aria-valuetext');
  await builder.sheet.getByRole('button', { name: /^Create builder/ }).click();
  await expect(page.getByRole('heading', { name: 'main-job is ready' })).toBeVisible({ timeout: 60_000 });

  const listed = await buildx('ls');
  expect(listed).toMatch(/^main-job\*\s+docker-container/m);
  expect(listed).toMatch(/main-job0\s+.*running\s+v0\.34\.2/);
  const { stdout } = await bed.cli([
    'inspect',
    '--format',
    '{{.HostConfig.Memory}} {{.HostConfig.CpuQuota}}',
    'buildx_buildkit_main-job0',
  ]);
  const [bytes, quota] = stdout.trim().split(' ').map(Number);
  expect(bytes).toBeGreaterThan(0);
  expect(quota).toBeGreaterThan(0);
  expect(memory).toContain(`${(bytes ?? 0) / 1024 ** 3}`);

  await page.getByRole('button', { name: 'Build a folder' }).click();
  const sheet = new NewBuildSheet(page);
  await sheet.choose(sample);
  await expect(sheet.sheet.getByRole('radio', { name: /^release/ })).toBeChecked();
  await sheet.build.click();

  const build = new BuildPage(page);
  await build.waitForResult();
  await expect(build.graph).toBeVisible();
  for (const text of ['COPY busybox', 'WORKDIR /notes', 'grep -q ship', 'COPY from notes', 'Load into Docker']) {
    await expect(build.step(text)).toBeVisible();
  }
  await expect(build.result).toContainText('sample:dev');
  const { stdout: id } = await bed.cli(['image', 'inspect', '--format', '{{.Id}}', 'sample:dev']);
  await expect(build.result).toContainText(id.trim().slice(0, 19));

  await build.result.getByRole('button', { name: 'Run with Docker' }).click();
  for (const line of SAMPLE_OUTPUT)
    await expect(page.getByRole('main').getByText(line, { exact: true }).first()).toBeVisible();

  const history = await buildx('history', 'ls', '--builder', 'main-job', '--format', 'json');
  expect(history).toContain('"name":"sample"');
  expect(history).toContain('"status":"Completed"');
  await bed.cli(['image', 'rm', '--force', 'sample:dev']);
});
