import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, test as base, type ElectronApplication, type Page } from '@playwright/test';

/** The fixture app, as a preload shows it to its page. */
export interface Api {
  readonly platform: string;
  readonly versions: { readonly electron: string; readonly chrome: string };
  readonly refused: readonly string[];
  readonly nested: { readonly list: unknown[]; add(a: number, b: number): number };
  invoke(channel: string, ...list: unknown[]): Promise<unknown>;
  burst(count: number, onTick: (index: number) => void): void;
  listeners(): number;
  once(channel: string, callback: (...list: unknown[]) => void): void;
  callBack(callback: (...list: unknown[]) => unknown): unknown;
  reject(): Promise<never>;
  crash(): void;
  pathOf(file: File): Promise<string>;
}

declare global {
  interface Window {
    readonly api: Api;
    readonly inlineRan?: boolean;
    readonly tried?: object;
  }
}

export const appFolder = join(import.meta.dirname, 'fixture');
export const onStandIn = process.env.ELECTRON_OVERRIDE_DIST_PATH === import.meta.dirname;

interface Fixtures {
  readonly userData: string;
  readonly app: ElectronApplication;
  readonly page: Page;
}

/** Starts the app in a profile of its own. */
export function launch(
  userData: string,
  env: Record<string, string> = {},
  more: object = {},
): Promise<ElectronApplication> {
  return _electron.launch({
    args: ['.', `--user-data-dir=${userData}`],
    cwd: appFolder,
    env: { ...(process.env as Record<string, string>), ...env },
    ...more,
  });
}

/** The first window with its page loaded: it may be given out before its first navigation. */
export async function loadedWindow(app: ElectronApplication): Promise<Page> {
  const page = await app.firstWindow();
  await page.waitForFunction(() => 'api' in window && document.querySelector('#status')?.textContent === 'ready 21');
  return page;
}

/** Starts the app as a person would, without Playwright. */
export function startBare(userData: string, env: Record<string, string> = {}): ChildProcess {
  const executable = join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? '', 'electron');
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return spawn(executable, ['.', ...sandbox, `--user-data-dir=${userData}`], {
    cwd: appFolder,
    env: { ...process.env, FIXTURE_SAY: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of a fixture's needs from the pattern.
  userData: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'stand-in-test-'));
    await use(folder);
    rmSync(folder, { recursive: true, force: true });
  },
  app: async ({ userData }, use) => {
    const app = await launch(userData);
    await use(app);
    await app.close();
  },
  page: async ({ app }, use) => {
    await use(await loadedWindow(app));
  },
});
