import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BuildPage } from './pages/build-page.ts';
import { BuildersPage } from './pages/builders-page.ts';
import { NewBuildSheet } from './pages/new-build-sheet.ts';
import { launchApp } from './support/launch.ts';
import { writeSample } from './support/projects.ts';
import { expect, test } from './support/spec.ts';

test('an ended build is replayed after a restart: same steps, same log, same outcome', async ({
  bed,
  buildx,
  buildxConfig,
  busybox,
}) => {
  await buildx('create', '--name', 'replayed', '--driver', 'docker-container', '--bootstrap', '--use');
  const sample = await writeSample(join(await bed.freshFolder('project'), 'again'), busybox);
  const env = bed.environment({ BUILDX_CONFIG: buildxConfig });
  const first = await launchApp({ env });
  await expect(new BuildersPage(first.page).row('replayed')).toBeVisible();
  await new NewBuildSheet(first.page).start({ folder: sample, builder: 'replayed' });
  const live = new BuildPage(first.page);
  await live.waitForResult();
  const steps = (page: BuildPage) =>
    page.graph
      .locator('button[data-status]')
      .evaluateAll((rows) => rows.map((row) => `${row.getAttribute('title')} ${row.getAttribute('data-status')}`));
  const seen = await steps(live);
  const result = await live.result.textContent();
  expect(seen.length).toBeGreaterThan(8);
  await first.close({ keepData: true });

  const second = await launchApp({ env, userData: first.userData });
  try {
    await second.page
      .getByRole('navigation', { name: 'Areas' })
      .getByRole('button', { name: /^Builds/ })
      .click();
    const row = second.page.getByRole('row').filter({ hasText: 'again' });
    await expect(row).toContainText('Slipway');
    await row.getByRole('button', { name: /^again/ }).click();
    const replayed = new BuildPage(second.page);
    await replayed.waitForResult();
    // Booting and loading are the client's own words, which BuildKit does not record.
    const recorded = (all: readonly string[]) =>
      all.filter((step) => !/importing to docker|booting buildkit/.test(step));
    await expect.poll(async () => recorded(await steps(replayed))).toEqual(recorded(seen));
    expect(await replayed.result.textContent()).toBe(result);
    expect(second.complaints).toEqual([]);
  } finally {
    await second.close();
    await bed.cli(['image', 'rm', '--force', 'again:dev'], { unchecked: true });
  }
});

test('a log of many lines with colours and redraws is read by window', async ({ bed, running, buildx }) => {
  const { page } = running;
  await buildx('create', '--name', 'talkative', '--driver', 'docker-container', '--bootstrap', '--use');
  const folder = join(await bed.freshFolder('project'), 'talk');
  await mkdir(folder);
  // 3,000 lines of 20 bytes stay below BuildKit's own limit of 200 KiB a second.
  const talk = [
    "printf '\\033[31mred words\\033[0m\\n'",
    "printf 'half\\rwhole line\\n'",
    'i=1; while [ $i -le 3000 ]; do echo "line number $i"; i=$((i+1)); done',
    "printf 'the very last line\\n'",
  ].join('; ');
  await writeFile(join(folder, 'Dockerfile'), `FROM busybox\nRUN ${talk}\n`);
  await expect(new BuildersPage(page).row('talkative')).toBeVisible();
  await new NewBuildSheet(page).start({ folder, builder: 'talkative', cacheOnly: true });
  const build = new BuildPage(page);
  await expect(page.getByRole('heading', { name: 'No image came out' })).toBeVisible({ timeout: 90_000 });
  await build.step('red words').click();
  await expect(page.getByRole('main')).toContainText('3,003 lines');
  await expect(build.log).toContainText('red words');
  await expect(build.log).not.toContainText('line number 1500');
  await expect(build.log).toContainText('whole line');
  await expect(build.log).not.toContainText('half');
  const colour = (text: string) =>
    build.log
      .getByText(text, { exact: true })
      .first()
      .evaluate((element) => getComputedStyle(element).color);
  expect(await colour('red words')).not.toBe(await colour('whole line'));
  await build.log.press('End');
  await expect(build.log).toContainText('the very last line');
  await expect(build.log).not.toContainText('line number 1500');
});
