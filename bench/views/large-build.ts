/**
 * How the window bears a build of 5,000 steps and a million lines while it runs, as fast as such a build can be.
 *
 *     npm run build
 *     node tools/with-node24.mjs bench/views/large-build.ts [--vertices N] [--events N] [--lines N] [--rate N] [--shots DIR]
 *
 * Prints the long tasks of the page (those above 50 ms), its frames, and the memory of its heap; with --shots pictures in
 * light and dark. On the stand-in where Electron's own binary is not installed.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from '@playwright/test';
import { launchApp } from '../../e2e/support/launch.ts';
import { findBinary, standInEnvironment } from '../../tools/start/electron.mjs';
import { writeBuilder } from '../load/app.ts';
import { startDaemonProcess } from '../load/daemon-process.ts';
import { SIZE_OPTIONS, sizeOf } from '../load/size-options.ts';

const { values } = parseArgs({ options: { ...SIZE_OPTIONS, shots: { type: 'string' } } });
const size = sizeOf(values);
if (findBinary() === undefined) Object.assign(process.env, standInEnvironment());

const folder = await mkdtemp(join(tmpdir(), 'slipway-large-'));
const buildxConfig = join(folder, 'buildx');
const daemon = await startDaemonProcess();
await writeBuilder(buildxConfig, 'load', daemon.socket);
const running = await launchApp({
  env: {
    PATH: process.env.PATH,
    HOME: folder,
    BUILDX_CONFIG: buildxConfig,
    DOCKER_CONFIG: folder,
    DOCKER_HOST: `unix://${join(folder, 'no-engine')}`,
    ...standInEnvironment(),
  },
});
const { page } = running;
const devtools = await page.context().newCDPSession(page);
await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
let before = await metrics();
try {
  daemon.begin('load', { ...size, startedAt: Date.now() * 1000 }, size.rate);
  await page
    .getByRole('navigation', { name: 'Areas' })
    .getByRole('button', { name: /^Builds/ })
    .click();
  await watch(page);
  await page.locator('[data-build-key]').first().click({ timeout: 120_000 });
  const graph = page.getByRole('application', { name: /^Graph of/ });
  await graph.waitFor({ timeout: 60_000 });
  await said('opened while it runs');
  await shot('running');
  await page.waitForTimeout(5000);
  await said('5 s of watching the graph');

  await page.getByRole('button', { name: 'Show all', exact: true }).click();
  await said('a press on Show all');
  await page.waitForTimeout(2000);
  await shot('running-fit');
  await said('2 s of the whole graph');
  await graph.focus();
  for (const key of ['Home', 'ArrowRight', 'ArrowRight', 'ArrowDown', 'End']) await page.keyboard.press(key);
  await said('five arrow keys');
  await shot('selected');
  await page.getByRole('button', { name: 'List', exact: true }).click();
  await page.waitForTimeout(2000);
  await said('2 s of the list');
  await shot('list');
  await page.getByRole('button', { name: 'Graph', exact: true }).click();
  await page.keyboard.press('Escape');

  await daemon.streamed;
  await page.getByRole('main').getByRole('img', { name: 'done' }).first().waitFor({ timeout: 60_000 });
  await said('the rest of the build');
  await shot('ended');
  const log = page.getByRole('region', { name: /^Log of/ });
  for (const share of [0.25, 0.5, 0.75, 1]) {
    await log.evaluate((element, part) => {
      element.scrollTop = element.scrollHeight * part;
    }, share);
    await page.waitForTimeout(300);
  }
  await said('the whole log scrolled through');
  await shot('log-end');
} finally {
  await running.close();
  await daemon.close();
  await rm(folder, { recursive: true, force: true });
}
if (running.complaints.length > 0) console.log(running.complaints);

interface Watched {
  tasks: number[];
  frames: number[];
}

/** Gathers long tasks and the time between frames from now on. */
async function watch(of: Page): Promise<void> {
  await of.evaluate(() => {
    const watched: Watched = { tasks: [], frames: [] };
    Object.assign(globalThis, { watched });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) watched.tasks.push(entry.duration);
    }).observe({ type: 'longtask' });
    let last = performance.now();
    const frame = (now: number) => {
      watched.frames.push(now - last);
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
}

/** Seconds of processor time that the page's thread has taken, by what for. */
async function metrics(): Promise<Readonly<Record<string, number>>> {
  const answer = await devtools.send('Performance.getMetrics');
  return Object.fromEntries(answer.metrics.map(({ name, value }) => [name, value]));
}

/** Prints what was gathered since the last time. */
async function said(what: string): Promise<void> {
  const { tasks, frames } = await page.evaluate(() => {
    const { watched } = globalThis as unknown as { watched: Watched };
    return { tasks: watched.tasks.splice(0), frames: watched.frames.splice(0) };
  });
  const now = await metrics();
  const busy = (name: string) => (((now[name] ?? 0) - (before[name] ?? 0)) * 1000).toFixed(0);
  const seconds = frames.reduce((sum, frame) => sum + frame, 0) / 1000;
  const sorted = frames.toSorted((a, b) => a - b);
  console.log(
    `${what}: ${seconds.toFixed(1)} s, ${(frames.length / seconds).toFixed(0)} frames a second (1 in 20 above ` +
      `${(sorted[Math.floor(sorted.length * 0.95)] ?? 0).toFixed(0)} ms, longest ${(sorted.at(-1) ?? 0).toFixed(0)} ms), ` +
      `${tasks.length} long tasks, ${tasks.reduce((sum, task) => sum + task, 0).toFixed(0)} ms in all, ` +
      `longest ${Math.max(0, ...tasks).toFixed(0)} ms; busy ${busy('TaskDuration')} ms, of that ` +
      `script ${busy('ScriptDuration')}, style ${busy('RecalcStyleDuration')}, layout ${busy('LayoutDuration')}; ` +
      `heap ${((now.JSHeapUsedSize ?? 0) / 2 ** 20).toFixed(0)} MiB; load ${loadavg()[0]?.toFixed(1)}`,
  );
  before = now;
}

async function shot(name: string): Promise<void> {
  if (values.shots === undefined) return;
  await mkdir(values.shots, { recursive: true });
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // Colours change over a moment.
    await page.waitForTimeout(400);
    await page.screenshot({ path: join(values.shots, `${name}-${colorScheme}.png`) });
  }
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
}
