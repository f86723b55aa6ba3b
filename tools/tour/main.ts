/**
 * `npm run tour`: plays the main job on real parts through the built app, without a display, and takes pictures. Leaves
 * nothing on the Engine or the machine but the pictures. `--write-docs` plays on a throw-away Engine and writes those of
 * README and docs. Exits 0 only if all of it worked.
 */
import { join } from 'node:path';
import { parseArgs, stripVTControlCharacters } from 'node:util';
import type { Page } from '@playwright/test';
import { launchApp } from '../../e2e/support/launch.ts';
import { buildApp } from '../start/build.ts';
import { findRuntime, runtimeVariable } from '../start/launch.ts';
import { buildAgain, buildSample, runImage, watchFailure, watchLive } from './build.ts';
import { makeAnother, makeBuilder } from './builders.ts';
import { interruption } from './interruption.ts';
import { removeBuilders, showLists, showNoEngine, stopBuilder } from './lists.ts';
import { Made } from './made.ts';
import { findParts, type Parts } from './parts.ts';
import { Pictures } from './pictures.ts';
import { say, sayChapter } from './say.ts';

const root = join(import.meta.dirname, '../..');

async function play(parts: Parts, made: Made, pictures: Pictures): Promise<void> {
  sayChapter('open the app');
  const running = await launchApp({ env: parts.env });
  const interrupted = interruption();
  try {
    await Promise.race([interrupted, playChapters({ parts, made, pictures, page: running.page })]);
    if (running.complaints.length > 0) throw new Error(`the page complained: ${running.complaints.join('; ')}`);
  } catch (error) {
    say(`the window as it was: ${await keepPicture(running.page)}`);
    throw error;
  } finally {
    await running.close();
  }
}

/** What the window shows when something goes wrong. Never among the pictures of the docs. */
async function keepPicture(page: Page): Promise<string> {
  const path = join(root, '.cache/tour/went-wrong.png');
  return page.screenshot({ path }).then(
    () => path,
    () => 'it is gone',
  );
}

async function playChapters(stage: Parameters<typeof makeBuilder>[0]): Promise<void> {
  const { made, page } = stage;
  await page.getByRole('button', { name: /^answers: This computer/ }).waitFor();
  say('the window is open, the Engine answers');
  const [builder, second, third] = [
    await made.builder('workbench'),
    await made.builder('nightly'),
    await made.builder('small-jobs'),
  ];
  const job = { builder, project: await made.repository('tide-tables') };
  sayChapter(`make the builder ${builder}`);
  await makeBuilder(stage, builder);
  sayChapter(`build the sample ${job.project}, and watch it`);
  await buildSample(stage, job);
  sayChapter('run the image with Docker');
  await runImage(stage);
  sayChapter(`make two more builders, ${second} and ${third}, and stop one`);
  await makeAnother(stage, second, 4);
  await makeAnother(stage, third, 8);
  await stopBuilder(stage, second);
  sayChapter('change the sample and watch it live');
  await watchLive(stage, job);
  sayChapter('see a build fail');
  await watchFailure(stage, job);
  sayChapter('build as before: every step from the cache');
  await buildAgain(stage, job);
  sayChapter('look at the lists');
  await showLists(stage, builder, job.project);
  sayChapter('remove the builders');
  await removeBuilders(stage, [builder, second, third]);
  sayChapter('open the app where no Engine answers');
  await showNoEngine(stage);
}

/** The tour from its parts to the last thing cleaned away. */
async function tour(writeDocs: boolean): Promise<void> {
  await buildApp(root);
  // `npm start` has found it already.
  if (process.env[runtimeVariable] === undefined) Object.assign(process.env, (await findRuntime()).env);
  const parts = await findParts({ throwAway: writeDocs });
  const pictures = new Pictures(join(root, writeDocs ? 'docs/screenshots' : '.cache/tour'));
  const made = await Made.begin(parts.engine);
  let clean = false;
  try {
    await play(parts, made, pictures);
  } finally {
    clean = await made.remove();
    await parts.dispose();
  }
  if (!clean) throw new Error('something of the tour is still on the Engine');
  say(`nothing is left but ${pictures.count} pictures in ${pictures.folder}`);
}

/** Playwright's messages hold all that it tried: what was wanted and what was found is enough. */
function inShort(error: unknown): string {
  const message = stripVTControlCharacters(error instanceof Error ? error.message : String(error));
  const [said = ''] = message.split('\nCall log:');
  return said.trim().slice(0, 1000);
}

const { values } = parseArgs({ options: { 'write-docs': { type: 'boolean', default: false } } });
const started = performance.now();
try {
  await tour(values['write-docs']);
  console.log(`tour: all of it worked, in ${Math.round((performance.now() - started) / 1000)} s`);
  process.exit(0);
} catch (error) {
  console.error(`tour: it did not work: ${inShort(error)}`);
  process.exit(1);
}
