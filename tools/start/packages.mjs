// Whether the installed packages are those of the lock file, and npm where they are not. Plain JavaScript that Node 20.19
// understands and that needs no package.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * Compares package-lock.json with the record that npm keeps of what it installed. Optional packages may be missing, since
 * most of them are for other platforms, but not be of another version. Answers what differs first, or undefined.
 */
export function findMissing(lock, installed) {
  for (const [path, wanted] of Object.entries(lock.packages ?? {})) {
    if (path === '') continue;
    const found = installed?.packages?.[path];
    if (found === undefined && (wanted.optional || wanted.devOptional || wanted.link)) continue;
    if (found === undefined) return `${path} is missing`;
    if (found.version !== wanted.version) return `${path} is ${found.version}, wanted ${wanted.version}`;
  }
  return undefined;
}

function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

function check() {
  const lock = readJson(join(root, 'package-lock.json'));
  const installed = readJson(join(root, 'node_modules', '.package-lock.json'));
  return installed === undefined ? 'nothing is installed' : findMissing(lock, installed);
}

/** Installs the packages of the lock file where they differ; `say` is told. Two at a time wait for each other on Linux. */
export function installPackages(say) {
  const reason = check();
  if (reason === undefined) return;
  say(`installing packages with npm (${reason})`);
  // Not `npm ci`: it takes all that is there away first. The versions are the lock file's all the same, and the file is not written.
  const npm = [
    'npm',
    'install',
    '--no-save',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  const lockFile = join(root, '.cache', 'install.lock');
  mkdirSync(dirname(lockFile), { recursive: true });
  const hasFlock = process.platform === 'linux' && spawnSync('flock', ['--version']).status === 0;
  const [program, ...args] = hasFlock ? ['flock', '-o', lockFile, ...npm] : npm;
  const windows = process.platform === 'win32';
  const result = spawnSync(program, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], shell: windows });
  if (result.error) throw new Error(`npm could not be started: ${result.error.message}`);
  if (result.status !== 0) throw new Error(`npm install failed with code ${result.status}`);
}
