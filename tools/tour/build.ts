import { join } from 'node:path';
import { BuildPage } from '../../e2e/pages/build-page.ts';
import { BuildersPage } from '../../e2e/pages/builders-page.ts';
import { NewBuildSheet } from '../../e2e/pages/new-build-sheet.ts';
import { expect } from '../../e2e/support/expect.ts';
import { openGates } from './gate.ts';
import { containerOf } from './made.ts';
import { type Edition, GATE_PORTS, writeTides } from './sample.ts';
import { say } from './say.ts';
import type { Stage } from './stage.ts';
import { tideTable } from './tides.ts';
import { watchGraph } from './watch.ts';

/** The sample project and the builder that it is built on. */
export interface Job {
  readonly builder: string;
  /** Name of the project's folder, and of the image's repository. */
  readonly project: string;
}

/** Lays the sample anew, opens the sheet, and starts the build once the folder has been looked at. */
async function start(stage: Stage, job: Job, edition: Edition): Promise<BuildPage> {
  const sheet = new NewBuildSheet(stage.page);
  await sheet.open();
  await sheet.choose(await lay(stage, job, edition));
  await expect(sheet.imageName).toHaveValue(`${job.project}:dev`);
  await sheet.pickBuilder(job.builder);
  await sheet.build.click();
  await expect(sheet.sheet).toHaveCount(0);
  return new BuildPage(stage.page);
}

async function lay({ parts }: Stage, { project }: Job, edition: Edition): Promise<string> {
  return writeTides(join(parts.folder, project), parts.busybox, edition);
}

/** Builds the sample from where its builder has just been made, and watches the graph fill. */
export async function buildSample(stage: Stage, job: Job): Promise<void> {
  const { page, pictures } = stage;
  await page.getByRole('button', { name: 'Build a folder' }).click();
  const sheet = new NewBuildSheet(page);
  await sheet.choose(await lay(stage, job, 'first'));
  await expect(sheet.sheet.getByRole('radio', { name: /^release/ })).toBeChecked();
  await pictures.take(page, 'new-build');
  await sheet.build.click();
  const build = new BuildPage(page);
  await watchGraph(build);
  await build.waitForResult();
  await stage.made.loaded(job.project);
  await expect(build.result).toContainText(`${job.project}:dev`);
}

/** Runs the image that the build page shows and compares what it prints. */
export async function runImage({ page, pictures }: Stage): Promise<void> {
  const { result } = new BuildPage(page);
  await result.getByRole('button', { name: 'Run with Docker' }).click();
  await expect(result.getByText('Ended with exit code 0')).toBeVisible({ timeout: 60_000 });
  const printed = await result.getByRole('log', { name: 'Output of the image' }).locator('> div').allInnerTexts();
  const wanted = tideTable();
  for (const line of printed) say(`  ${line}`);
  if (JSON.stringify(printed) !== JSON.stringify(wanted)) {
    throw new Error(`the image printed something else than it must:\n${wanted.join('\n')}`);
  }
  say('the output is what it must be');
  await pictures.take(page, 'done');
}

/** Builds a changed sample and holds two of its steps open while pictures are taken of what runs. */
export async function watchLive(stage: Stage, job: Job): Promise<void> {
  const { page, pictures, parts } = stage;
  const build = await start(stage, job, 'held');
  for (const script of ['charts.sh', 'check.sh']) await expect(build.running(`sh ${script}`)).toBeVisible();
  say('two steps run and are held; the pictures are taken');
  const builders = new BuildersPage(page);
  await builders.open();
  await expect(builders.row(job.builder)).toContainText(job.project);
  await expect(builders.row(job.builder)).not.toContainText('measuring');
  // Nicer where the meters show the work; a machine with much power may round it to nothing.
  const idle = builders.row(job.builder).getByText('0.0', { exact: true });
  await idle.waitFor({ state: 'hidden', timeout: 6_000 }).catch(() => undefined);
  await pictures.take(page, 'builders', { light: true });
  await builders.show(job.builder);
  await expect(page.getByText('measuring')).toHaveCount(0);
  await pictures.take(page, 'builder');
  await builders.open();
  await builders.row(job.builder).getByRole('button', { name: /Watch/ }).click();
  await build.running('sh charts.sh').click();
  await expect(build.log).toContainText('drawing cuxhaven');
  await pictures.take(page, 'live-build', { light: true });
  await Promise.all([watchGraph(build), openGates(parts.engine, containerOf(job.builder), GATE_PORTS)]);
  await build.waitForResult();
  await stage.made.loaded(job.project);
}

/** Builds what fails, and sees that the page names the line and says why. */
export async function watchFailure(stage: Stage, job: Job): Promise<void> {
  const { page, pictures } = stage;
  const build = await start(stage, job, 'wrong');
  await watchGraph(build);
  await expect(build.error).toBeVisible();
  await expect(build.error).toContainText('exit code 1');
  await expect(page.getByText('dover: the almanac says 01:30').first()).toBeVisible();
  say((await build.error.getByRole('heading').first().textContent())?.trim() ?? '');
  await pictures.take(page, 'failed-build');
}

/** Builds the sample as it was: every step must come from the cache. */
export async function buildAgain(stage: Stage, job: Job): Promise<void> {
  const build = await start(stage, job, 'first');
  const steps = await watchGraph(build);
  await build.waitForResult();
  await stage.made.loaded(job.project);
  const anew = Object.entries(steps).filter(
    ([name, status]) => /\] (RUN|COPY|WORKDIR)/.test(name) && status !== 'cached',
  );
  if (anew.length > 0) throw new Error(`not from cache: ${anew.map(([name]) => name).join(', ')}`);
}
