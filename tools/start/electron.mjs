// Which Electron runs the app: its own binary where it is installed, else the stand-in on an installed Chromium.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './packages.mjs';

const electron = join(root, 'node_modules', 'electron');
export const standIn = join(root, 'tools', 'electron-stand-in');

/** Electron's executable, or undefined where the package has not got it. Does not load the package, which would fetch it. */
export function findBinary(folder = electron) {
  const pathFile = join(folder, 'path.txt');
  if (!existsSync(pathFile)) return undefined;
  const binary = join(folder, 'dist', readFileSync(pathFile, 'utf8').trim());
  return existsSync(binary) ? binary : undefined;
}

/**
 * Runs Electron's own `install-electron`, once for each version: where it failed it is not tried again, so that a machine
 * without a way to it does not wait at each start. Answers whether the binary is there now.
 */
export function installBinary(say, limitMs = 120_000) {
  const version = JSON.parse(readFileSync(join(electron, 'package.json'), 'utf8')).version;
  const tried = join(root, '.cache', `electron-${version}-not-installed`);
  if (existsSync(tried)) {
    say(`Electron ${version} could not be fetched before; delete ${tried} to try again`);
    return false;
  }
  say(`fetching Electron ${version} with its own install-electron (at most ${limitMs / 1000} s)`);
  const result = spawnSync(process.execPath, [join(electron, 'install.js')], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: limitMs,
    killSignal: 'SIGKILL',
  });
  if (result.status === 0 && findBinary() !== undefined) return true;
  const late = result.error?.code === 'ETIMEDOUT';
  const lines = String(result.stderr ?? '')
    .split('\n')
    .filter((line) => line.trim() !== '');
  say(`Electron could not be fetched: ${late ? 'it took too long' : (lines[0] ?? 'no reason was given')}`);
  mkdirSync(join(root, '.cache'), { recursive: true });
  writeFileSync(tried, '');
  return false;
}

/** The variables that make Playwright, Electron's own launcher and electron-vite start the stand-in. */
export function standInEnvironment() {
  return { ELECTRON_OVERRIDE_DIST_PATH: standIn, ELECTRON_EXEC_PATH: join(standIn, 'electron') };
}
