/**
 * Pictures and accessibility of screen states, without the product's main process.
 *
 *     node tools/with-node24.mjs tools/ui-harness/shoot.ts [NAME…] [--dark|--light] [--out FOLDER] [--no-axe] [--no-build]
 *
 * NAME picks the states whose name starts with it; all without one. Exits 1 when axe finds something, the policy was
 * violated or the page threw.
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, chromium, type Page } from 'playwright';
import { build } from 'vite';
import { play } from './play.ts';
import { servePage } from './serve.ts';
import type { HarnessState } from './state.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const cache = fileURLToPath(new URL('../../.cache/ui-harness/', import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    dark: { type: 'boolean', default: false },
    light: { type: 'boolean', default: false },
    out: { type: 'string', default: join(cache, 'pictures') },
    'no-axe': { type: 'boolean', default: false },
    'no-build': { type: 'boolean', default: false },
  },
});

const themes =
  values.dark === values.light
    ? (['dark', 'light'] as const)
    : values.dark
      ? (['dark'] as const)
      : (['light'] as const);
const states = (await loadStates()).filter(
  ({ name }) => positionals.length === 0 || positionals.some((wanted) => name.startsWith(wanted)),
);
if (states.length === 0) throw new Error(`No state is called ${positionals.join(' or ')}.`);
await mkdir(values.out, { recursive: true });
if (!values['no-build']) await build({ configFile: join(here, 'vite.config.ts'), logLevel: 'warn' });
const server = await servePage(join(cache, 'page'));
const browser = await chromium.launch({
  executablePath: chromiumPath(),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
const faults: string[] = [];
try {
  for (const state of states) {
    for (const theme of themes) {
      for (const size of [{ width: 1440, height: 900 }, ...(state.sizes ?? [])])
        await shoot(browser, state, theme, size);
    }
  }
} finally {
  await browser.close();
  await server.close();
}
console.log(faults.length === 0 ? 'No faults.' : faults.join('\n'));
process.exitCode = faults.length === 0 ? 0 : 1;

type Size = NonNullable<HarnessState['sizes']>[number];

async function shoot(browser: Browser, state: HarnessState, theme: 'dark' | 'light', size: Size): Promise<void> {
  const zoom = size.zoom ?? 1;
  const context = await browser.newContext({
    colorScheme: theme,
    viewport: { width: Math.round(size.width / zoom), height: Math.round(size.height / zoom) },
    deviceScaleFactor: zoom,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const label = [state.name, size.width === 1440 ? '' : `${size.width}`, zoom === 1 ? '' : `at-${zoom * 100}`, theme]
    .filter((part) => part !== '')
    .join('-');
  await watch(page, label);
  try {
    await page.goto(`${server.url}?state=${encodeURIComponent(state.name)}`);
    await page.getByRole('main').waitFor();
    page.setDefaultTimeout(5000);
    await play(page, state.steps ?? []);
    await page.evaluate(async () => {
      await document.fonts.ready;
    });
    await settled(page);
  } catch (error) {
    faults.push(`${label}: ${error instanceof Error ? error.message : String(error)}`);
  }
  await page.screenshot({ path: join(values.out, `${label}.png`) });
  if (!values['no-axe']) await check(page, label);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) faults.push(`${label}: scrolls sideways by ${wide} px`);
  console.log(label);
  await context.close();
}

/** Until nothing moves: entrances have ended and the skeleton's 300 ms are over. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await new Promise((resolve) => setTimeout(resolve, 400));
    await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined)));
  });
}

async function watch(page: Page, label: string): Promise<void> {
  page.on('pageerror', (error) => faults.push(`${label}: threw ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      faults.push(`${label}: console says ${message.text()}`);
  });
  await page.exposeFunction('__violated', (what: string) => faults.push(`${label}: policy violated by ${what}`));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const holder = globalThis as unknown as { __violated(what: string): void };
      holder.__violated(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
}

/** No rule is off and nothing is left out. */
async function check(page: Page, label: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  for (const { id, help, nodes } of violations) {
    for (const node of nodes)
      faults.push(
        `${label}: axe ${id}, ${help}: ${node.html.slice(0, 200)} ${node.failureSummary?.replaceAll('\n', ' ').slice(0, 300) ?? ''}`,
      );
  }
}

async function loadStates(): Promise<readonly HarnessState[]> {
  const folder = join(here, 'states');
  const files = (await readdir(folder)).filter((file) => file.endsWith('.states.ts'));
  const loaded = await Promise.all(files.map((file) => import(pathToFileURL(join(folder, file)).href)));
  return loaded.flatMap((file: { readonly states: readonly HarnessState[] }) => file.states);
}

function chromiumPath(): string {
  const found = ['/usr/lib/chromium/chromium', '/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) =>
    existsSync(path),
  );
  if (found === undefined) throw new Error('No Chromium is installed.');
  return found;
}
