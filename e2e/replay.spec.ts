import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BuildPage } from './pages/build-page.ts';
import { BuildersPage } from './pages/builders-page.ts';
import { NewBuildSheet } from './pages/new-build-sheet.ts';
import { letGo } from './support/gate.ts';
import { launchApp } from './support/launch.ts';
import { GATE_PORT } from './support/projects.ts';
import { expect, test } from './support/spec.ts';

const TALKING = `FROM busybox AS base
RUN echo getting ready
FROM base AS reader
RUN for name in one two; do echo "reading $name.txt"; done; echo and the other way >&2
FROM base AS writer
RUN printf 'without an end' | tee /written
FROM base AS release
COPY --from=reader /etc/passwd /read
COPY --from=writer /written /written
`;

test('an ended build is replayed after a restart: same steps, same log, same outcome', async ({
  bed,
  buildx,
  buildxConfig,
}) => {
  await buildx('create', '--name', 'replayed', '--driver', 'docker-container', '--bootstrap', '--use');
  const folder = join(await bed.freshFolder('project'), 'again');
  await mkdir(folder);
  await writeFile(join(folder, 'Dockerfile'), TALKING);
  const env = bed.environment({ BUILDX_CONFIG: buildxConfig });
  const first = await launchApp({ env });
  await expect(new BuildersPage(first.page).row('replayed')).toBeVisible();
  await new NewBuildSheet(first.page).start({ folder, builder: 'replayed' });
  const live = new BuildPage(first.page);
  await live.waitForResult();
  const steps = (page: BuildPage) =>
    page.graph
      .locator('button[data-status]')
      .evaluateAll((rows) => rows.map((row) => `${row.getAttribute('title')} ${row.getAttribute('data-status')}`));
  const seen = await steps(live);
  const log = await live.copyLog(first.app);
  await live.step('reading').click();
  const readings = await live.copyLog(first.app);
  expect(log.split('\n')).toEqual(expect.arrayContaining(['getting ready', 'reading one.txt', 'without an end']));
  // BuildKit promises no order between the two outputs of a step.
  expect(readings.trim().split('\n').sort()).toEqual(['and the other way', 'reading one.txt', 'reading two.txt']);
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
    await expect(replayed.line('getting ready')).toBeVisible();
    await expect(replayed.unseen, 'a log that is only read has no new lines').toHaveCount(0);
    expect(await replayed.copyLog(second.app)).toBe(log);
    await replayed.step('reading').click();
    expect(await replayed.copyLog(second.app)).toBe(readings);
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
  // 5,000 lines of 17 bytes stay below BuildKit's own limit of 200 KiB a second.
  const talk = [
    "printf '\\033[31mred words\\033[0m\\n'",
    "printf 'half\\rwhole line\\n'",
    'i=1; while [ $i -le 5000 ]; do echo "line number $i"; i=$((i+1)); done',
    "printf 'the very last line\\n'",
  ].join('; ');
  await writeFile(join(folder, 'Dockerfile'), `FROM busybox\nRUN ${talk}\n`);
  await expect(new BuildersPage(page).row('talkative')).toBeVisible();
  await new NewBuildSheet(page).start({ folder, builder: 'talkative', cacheOnly: true });
  const build = new BuildPage(page);
  await expect(page.getByRole('heading', { name: 'No image came out' })).toBeVisible({ timeout: 90_000 });
  await build.step('red words').click();
  await expect(page.getByRole('main')).toContainText('5,003 lines');
  await expect(build.log).toContainText('red words');
  await expect(build.log).not.toContainText('line number 2500');
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
  await expect(build.log).not.toContainText('line number 2500');
});

test('a running log follows its end, stays where one scrolls up to, and says how much is new', async ({
  bed,
  running,
  buildx,
}) => {
  const { page } = running;
  await buildx('create', '--name', 'scrolled', '--driver', 'docker-container', '--bootstrap');
  const folder = join(await bed.freshFolder('project'), 'scroll');
  await mkdir(folder);
  const count = (name: string) => `i=1; while [ $i -le 300 ]; do echo "${name} $i"; i=$((i+1)); done`;
  const said = `${count('early')}; printf 'asking...'; nc -l -p ${GATE_PORT} -e true; echo answered; ${count('late')}`;
  await writeFile(join(folder, 'Dockerfile'), `FROM busybox\nRUN ${said}\n`);
  await expect(new BuildersPage(page).row('scrolled')).toBeVisible();
  await new NewBuildSheet(page).start({ folder, builder: 'scrolled', cacheOnly: true });
  const build = new BuildPage(page);
  await build.running('early').click();
  await expect(build.line('early 300')).toBeVisible();
  // It has no line break yet, and is the end all the same.
  await expect(build.line('asking...')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Following' })).toHaveAttribute('aria-pressed', 'true');
  await build.log.press('Home');
  await expect(build.line('early 1')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Follow', exact: true })).toHaveAttribute('aria-pressed', 'false');

  await letGo(bed, 'buildx_buildkit_scrolled0');
  await expect(build.unseen).toHaveText('300 new');
  await expect(build.line('early 1')).toBeVisible();
  await build.unseen.click();
  await expect(build.line('late 300')).toBeVisible();
  await expect(build.line('early 1')).toHaveCount(0);
  // What is said of the end takes room from the log, which stays at its own.
  await expect(page.getByRole('heading', { name: 'No image came out' })).toBeVisible();
  await expect(build.line('late 300')).toBeInViewport({ ratio: 1 });
});

test('a log stays at its end when the result takes room from it, also with a line that is wider than it', async ({
  bed,
  running,
  buildx,
}) => {
  const { page } = running;
  await buildx('create', '--name', 'wide', '--driver', 'docker-container', '--bootstrap');
  const folder = join(await bed.freshFolder('project'), 'wide');
  await mkdir(folder);
  const wide = 'as wide as can be '.repeat(12);
  const said = `seq 1 300; echo "${wide}"; nc -l -p ${GATE_PORT} -e true; echo the last`;
  await writeFile(join(folder, 'Dockerfile'), `FROM busybox\nRUN ${said}\n`);
  await expect(new BuildersPage(page).row('wide')).toBeVisible();
  await new NewBuildSheet(page).start({ folder, builder: 'wide', cacheOnly: true });
  const build = new BuildPage(page);
  await expect(build.log).toContainText(wide);
  await letGo(bed, 'buildx_buildkit_wide0');
  await expect(page.getByRole('heading', { name: 'No image came out' })).toBeVisible();
  await expect(build.line('the last')).toBeInViewport({ ratio: 1 });
});
