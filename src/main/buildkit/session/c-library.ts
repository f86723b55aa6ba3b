import { createRequire } from 'node:module';

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
