import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';

/**
 * Starts a worker entry. Run from source, it is `<name>.ts` beside the caller; in the built app, `<name>.cjs` beside the bundle that
 * the caller is in, or one folder up if that is a chunk. A thread cannot be started from inside an asar archive, so there the copy
 * beside it is taken.
 *
 * @param base the caller's `import.meta.url`
 * @param name such as `session-worker`
 */
export function startWorker(base: string, name: string, options: WorkerOptions): Worker {
  return new Worker(findWorker(base, name), { name, ...options });
}

export function findWorker(base: string, name: string): string {
  const folder = dirname(fileURLToPath(base));
  const candidates = [join(folder, `${name}.cjs`), join(folder, '..', `${name}.cjs`), join(folder, `${name}.ts`)];
  const found = candidates.find((file) => existsSync(file));
  if (found === undefined) throw new Error(`The worker ${name} is missing beside ${folder}.`);
  return found.replace(/([\\/])app\.asar([\\/])/, '$1app.asar.unpacked$2');
}
