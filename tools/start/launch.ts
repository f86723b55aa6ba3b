import { join } from 'node:path';
import { ensureChromium } from '../testbed/chromium.ts';
import { findBinary, installBinary, standInEnvironment } from './electron.mjs';
import { runProgram } from './program.ts';
import { say } from './say.ts';

/** What runs the app, and the variables that make other tools start the same. */
export interface Runtime {
  readonly executable: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Electron's own binary where it is or can be had, else the stand-in. */
export async function findRuntime(): Promise<Runtime> {
  if (findBinary() === undefined) installBinary(say);
  const binary = findBinary();
  if (binary !== undefined) return { executable: binary, env: {} };
  if (process.platform !== 'linux') {
    throw new Error("Electron's binary is missing. Run 'npx install-electron' with a network that reaches it.");
  }
  say('the app runs on the stand-in, with Chromium in the place of Electron');
  await ensureChromium();
  const env = standInEnvironment();
  return { executable: env.ELECTRON_EXEC_PATH, env };
}

/** Whether a window can be shown. */
export function hasDisplay(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): boolean {
  return platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/** Opens the app and waits until it is closed. */
export function openApp(root: string, runtime: Runtime, variables: Readonly<Record<string, string>>): Promise<number> {
  const { ELECTRON_RUN_AS_NODE: _asNode, ...env } = process.env;
  // Chromium refuses to run as root within its sandbox.
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0;
  if (asRoot) say('running as root: Chromium works without its process sandbox');
  const args = ['.', ...(asRoot ? ['--no-sandbox'] : [])];
  return runProgram(runtime.executable, args, { cwd: root, env: { ...env, ...runtime.env, ...variables } });
}

/** Tells the tour that its runtime was looked for already. */
export const runtimeVariable = 'SLIPWAY_RUNTIME';

/** Plays the main job without a display, on real parts. */
export function playTour(root: string, runtime: Runtime, variables: Readonly<Record<string, string>>): Promise<number> {
  const args = ['--disable-warning=ExperimentalWarning', join(root, 'tools', 'tour', 'main.ts')];
  const env = { ...process.env, ...runtime.env, ...variables, [runtimeVariable]: runtime.executable };
  return runProgram(process.execPath, args, { cwd: root, env });
}
