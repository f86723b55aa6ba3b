import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';

const root = join(import.meta.dirname, '../..');

/** A running app with its window, and all that it complained about. */
export interface RunningApp {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly userData: string;
  /** Errors of the page's console and breaches of its policy, from the first moment on. */
  readonly complaints: readonly string[];
  /** Ends it as a person would, and removes its folder unless `keepData`. */
  close(options?: { readonly keepData?: boolean }): Promise<void>;
  /** Ends it as a crash would; its folder stays. */
  kill(): Promise<void>;
}

export interface LaunchOptions {
  /** Whole environment of the app; the testbed's `environment()` with what a spec sets. */
  readonly env: NodeJS.ProcessEnv;
  /** Folder of the app's own data; a fresh one by default. */
  readonly userData?: string;
  readonly colorScheme?: 'dark' | 'light';
  /** A program that starts Electron in another way, as another user for one. */
  readonly program?: string;
}

/** What ends each app that was started and has not ended, and the folders that were made here and are still there. */
const open = new Set<() => Promise<void>>();
const made = new Set<string>();

/** Ends what a test left running and removes what it left behind, as when it failed before it came to that. */
export async function endLeftovers(): Promise<void> {
  for (const kill of [...open]) await kill();
  for (const folder of [...made]) await removeFolder(folder);
}

/** Removes the folders of test runs that were killed: their names hold the process that made them. */
export async function sweepFolders(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const maker = /^slipway-e2e-(\d+)-/.exec(name)?.[1];
    if (maker !== undefined && !isAlive(Number(maker)))
      await rm(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function freshFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `slipway-e2e-${process.pid}-`));
  made.add(folder);
  return folder;
}

async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  made.delete(folder);
}

/** Starts the built app in a folder of its own and waits until its page shows something. */
export async function launchApp(options: LaunchOptions): Promise<RunningApp> {
  const userData = options.userData ?? (await freshFolder());
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries({ TERM: 'dumb', ...options.env }))
    if (value !== undefined) env[name] = value;
  const { program } = options;
  const app = await _electron.launch({
    args: [root, `--user-data-dir=${userData}`],
    cwd: root,
    env,
    ...(program === undefined ? {} : { executablePath: program }),
  });
  const child = app.process();
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const kill = async () => {
    open.delete(kill);
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await exited;
  };
  open.add(kill);
  const complaints: string[] = [];
  const page = await app.firstWindow();
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.waitForFunction(() => 'slipway' in window && document.querySelector('main') !== null);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: options.colorScheme ?? 'dark', reducedMotion: 'reduce' });
  return {
    app,
    page,
    userData,
    complaints,
    async close({ keepData = false } = {}) {
      // Builds that still run are asked about at the first wish to quit, and a second one counts once the question is shown.
      const quit = () => app.evaluate(({ app: electronApp }) => electronApp.quit());
      while (child.exitCode === null && child.signalCode === null) {
        await quit().catch(() => {});
        await Promise.race([exited, delay(500)]);
      }
      await app.close();
      open.delete(kill);
      if (!keepData) await removeFolder(userData);
    },
    kill,
  };
}
