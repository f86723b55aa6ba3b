import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runProgram } from './program.ts';
import { say } from './say.ts';

/** What the built app depends on. */
const inputs = ['src/**/*', 'electron.vite.config.ts', 'package-lock.json', 'tsconfig.json', 'tsconfig/*.json'];

/** A key of everything that goes into the build. */
export function buildKey(root: string): string {
  const hash = createHash('sha256');
  const files = globSync([...inputs], { cwd: root, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const path of files.map((entry) => join(entry.parentPath, entry.name)).sort()) {
    hash.update(path.slice(root.length)).update('\0').update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex');
}

/** Builds the app with electron-vite where its sources differ from those of the last build, or another build came after it. */
export async function buildApp(root: string): Promise<void> {
  const stamp = join(root, '.cache', 'built');
  const key = buildKey(root);
  const built = () => `${key} ${statSync(join(root, 'out', 'main', 'index.cjs'), { throwIfNoEntry: false })?.mtimeMs}`;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === built()) return;
  say('building the app');
  // Not before the build has ended well: a broken one must not count.
  rmSync(stamp, { force: true });
  const vite = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const code = await runProgram(process.execPath, [vite, 'build', '--logLevel', 'warn'], { cwd: root });
  if (code !== 0) throw new Error(`the build failed with code ${code}`);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, built());
}
