import { registerHooks } from 'node:module';

const address = 'electron-stand-in:electron';
const slot = Symbol.for('electron-stand-in.module');

/**
 * Answers `require('electron')` and `import … from 'electron'` with the given object, wherever it is asked from (the app, Playwright's
 * loader, the inspector's console). ES modules get named exports, CommonJS gets the object itself.
 */
export function provideElectron(electron: object): void {
  Object.defineProperty(globalThis, slot, { value: electron });
  const read = `globalThis[Symbol.for('${Symbol.keyFor(slot)}')]`;
  const names = Object.keys(electron);
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier !== 'electron' && specifier !== 'electron/main' && specifier !== 'electron/common') {
        return next(specifier, context);
      }
      const kind = context.conditions.includes('require') ? 'commonjs' : 'module';
      return { url: `${address}?${kind}`, format: kind, shortCircuit: true };
    },
    load(url, context, next) {
      if (!url.startsWith(address)) return next(url, context);
      if (url.endsWith('?commonjs')) {
        return { format: 'commonjs', shortCircuit: true, source: `module.exports = ${read};` };
      }
      const lines = names.map((name) => `export const ${name} = electron.${name};`);
      const source = [`const electron = ${read};`, 'export default electron;', ...lines].join('\n');
      return { format: 'module', shortCircuit: true, source };
    },
  });
}
