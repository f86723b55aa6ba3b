import { createRequire } from 'node:module';
import { getSystemErrorName } from 'node:util';
import { bytesOfText } from './fsutil/names.ts';

type Koffi = typeof import('koffi');

const require = createRequire(import.meta.url);
let loaded: Koffi | undefined;

/**
 * The C library that this process has already, through koffi. Loaded when first needed, and by `require`: `import()` of a CommonJS package
 * makes Node compile WebAssembly in this thread to look at it first.
 */
export function cLibrary(): { readonly library: ReturnType<Koffi['load']>; readonly errno: () => number } {
  loaded ??= require('koffi') as Koffi;
  const koffi = loaded;
  return { library: koffi.load(null), errno: () => koffi.errno() };
}

/** Longer than nearly all paths. */
const PATH_SCRATCH = 4096;
const pathScratch = Buffer.alloc(PATH_SCRATCH);
let pathThere: string | undefined;

/**
 * A path as C takes it, with a zero behind it; valid until the next call. A buffer for each would cost more than the call that it is for, and
 * often the same path is wanted twice.
 */
export function cPath(path: string): Buffer {
  if (path === pathThere) return pathScratch;
  if (path.length * 3 >= PATH_SCRATCH || !path.isWellFormed()) return cText(path);
  pathScratch[pathScratch.write(path, 0, 'utf8')] = 0;
  pathThere = path;
  return pathScratch;
}

/** A text as C takes it, in memory of its own. */
export function cText(text: string): Buffer {
  return text.isWellFormed() ? Buffer.from(`${text}\0`, 'utf8') : Buffer.concat([bytesOfText(text), Buffer.alloc(1)]);
}

/** The error of a call that failed, with `code` as Node has it. */
export function systemError(call: string, path: string, errno: number): Error {
  const code = getSystemErrorName(-errno);
  return Object.assign(new Error(`${code}: failed to ${call} ${path}`), { code });
}
