import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

/** Starts the built app in a folder of its own and waits until its page shows something. */
export async function launchApp(options: LaunchOptions): Promise<RunningApp> {
  const userData = options.userData ?? (await mkdtemp(join(tmpdir(), 'slipway-e2e-')));
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
      // Builds that still run are asked about at the first wish to quit, not at the second.
      const quit = () => app.evaluate(({ app: electronApp }) => electronApp.quit());
      if (child.exitCode === null) await quit().catch(() => {});
      await app.close();
      if (!keepData) await rm(userData, { recursive: true, force: true });
    },
    async kill() {
      const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      child.kill('SIGKILL');
      await exited;
    },
  };
}
