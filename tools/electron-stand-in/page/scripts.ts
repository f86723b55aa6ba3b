import { makeBridge } from './bridge.ts';
import { makeCodec } from './codec.ts';
import { makeEmitter } from './emitter.ts';
import { type MainWorldConfig, prepareMainWorld } from './main-world.ts';
import { type PreloadConfig, runPreload } from './preload-world.ts';

// Node strips a function's types in place, so that its text is the script to send.

/** The script for the page's own world. */
export function mainWorldScript(config: MainWorldConfig): string {
  return `(${prepareMainWorld})(${JSON.stringify(config)}, ${makeBridge});`;
}

/** The script for the preload's world. The preload stands in it as a function: `eval` would fall under the page's CSP. */
export function preloadWorldScript(config: PreloadConfig, source: string | undefined): string {
  const scope = 'exports, require, module, process, setImmediate, clearImmediate, global';
  const preload = source === undefined ? 'null' : `function (${scope}) {\n${source}\n}`;
  const parts = `{ makeBridge: ${makeBridge}, makeCodec: ${makeCodec}, makeEmitter: ${makeEmitter} }`;
  return `(${runPreload})(${JSON.stringify(config)}, ${parts}, ${preload});`;
}
