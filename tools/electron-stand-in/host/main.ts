import inspector from 'node:inspector';
import Module, { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { App } from '../api/app.ts';
import { WindowBase } from '../api/browser-window.ts';
import { CommandLine } from '../api/command-line.ts';
import { makeElectron } from '../api/electron.ts';
import { Browser } from '../chromium/browser.ts';
import { type AppFolder, electronVersion, findApp } from './app-folder.ts';
import { type HostArguments, parseArguments } from './arguments.ts';
import { provideElectron } from './module-hooks.ts';

const given = process.argv.slice(2);
const parsed = parseArguments(given);
if (parsed.versionOnly) {
  process.stdout.write(`v${electronVersion()}\n`);
  process.exit(0);
}
try {
  await start(parsed, findApp(parsed.entry ?? '.'));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}

/** Main first, then Chromium, then `ready`: as Electron does it. */
async function start(options: HostArguments, folder: AppFolder): Promise<void> {
  dressProcess();
  const commandLine = new CommandLine(options.switches);
  let browser: Browser | undefined;
  const app = new App(folder, commandLine, {
    windows: () => [...WindowBase.all],
    closeBrowser: async () => browser?.close(),
  });
  const electron = makeElectron(app);
  provideElectron(electron.module);
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    // As in Electron, whose own handler an app's takes the place of.
    process.on(signal, () => process.listenerCount(signal) > 1 || app.quit());
  }
  if (options.inspectPort !== undefined) inspector.open(options.inspectPort, '127.0.0.1', options.inspectWait);
  const require = createRequire(pathToFileURL(resolve('index.js')));
  for (const file of options.preloads) require(file);
  await runMain(folder);
  if (app.isEnding) return;

  browser = new Browser(commandLine, () => process.exit(1));
  try {
    await electron.attach(browser);
    const { product } = await browser.root.send('Browser.getVersion');
    define(process.versions, { chrome: product.replace(/^[^/]*\//, '') });
  } catch (error) {
    // A quit meanwhile takes Chromium away, and is no fault.
    if (app.isEnding || browser.isGone) return;
    throw error;
  }
  app.announceReady();
}

async function runMain({ main, isModule }: AppFolder): Promise<void> {
  if (isModule) await import(pathToFileURL(main).href);
  else (Module as unknown as { _load(file: string, parent: null, isMain: boolean): unknown })._load(main, null, true);
}

/** What a main process of Electron finds in `process`. `execPath` stays Node's, so that `fork` works. */
function dressProcess(): void {
  process.argv = [process.env.ELECTRON_STAND_IN_EXECUTABLE ?? process.argv[0] ?? 'electron', ...given];
  define(process.versions, { electron: electronVersion(), chrome: '0.0.0.0' });
  define(process, { type: 'browser', defaultApp: true, resourcesPath: resolve(import.meta.dirname, '..') });
}

function define(target: object, values: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(values)) {
    Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  }
}
