// Where Node 24 is: the running one if its major is 24, else the one that npm installed as an optional dependency.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The path of a Node 24 executable. Throws with what to do where the platform has no packaged one. */
export function findNode24() {
  if (Number(process.versions.node.split('.')[0]) === 24) return process.execPath;
  const file = process.platform === 'win32' ? 'node.exe' : 'bin/node';
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const packaged = join(root, 'node_modules', `node-${platform}-${process.arch}`, file);
  if (existsSync(packaged)) return packaged;
  throw new Error(
    `Slipway runs on Node 24; this is Node ${process.versions.node} and no packaged Node 24 is installed for ` +
      `${process.platform}-${process.arch}. Install Node 24 (or run "npm ci") and start again.`,
  );
}

/**
 * Lets this process's children keep what they compile, stripped of its types, beside the packages: a thread or program that runs from source
 * then starts in half the time. A file that has changed is compiled anew.
 */
export function cacheCompiledCode() {
  process.env.NODE_COMPILE_CACHE ??= join(root, 'node_modules', '.cache', 'compiled');
}
