import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
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
  const file = findWorker(base, name);
  if (file.endsWith('.ts')) keepImportWrappers();
  return new Worker(file, { name, ...options });
}

/**
 * Node strips types by a WebAssembly module, in each thread its own. V8 compiles a wrapper for an import that is called a thousand times and
 * shares the wrappers between threads; two threads that let one go at once end the process (`Check failed: jit_page.has_value()`,
 * nodejs/node#64500, seen on 24.21 in `Runtime_TierUpWasmToJSWrapper`). With a budget that is never used up no such wrapper is made. The built
 * app strips no types.
 */
function keepImportWrappers(): void {
  setFlagsFromString('--wasm-wrapper-tiering-budget=2000000000');
}

export function findWorker(base: string, name: string): string {
  const folder = dirname(fileURLToPath(base));
  const candidates = [join(folder, `${name}.cjs`), join(folder, '..', `${name}.cjs`), join(folder, `${name}.ts`)];
  const found = candidates.find((file) => existsSync(file));
  if (found === undefined) throw new Error(`The worker ${name} is missing beside ${folder}.`);
  return found.replace(/([\\/])app\.asar([\\/])/, '$1app.asar.unpacked$2');
}
