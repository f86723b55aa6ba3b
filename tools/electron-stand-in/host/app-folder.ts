import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';

/** The app that is to run: where it lies, what starts it and what it calls itself. */
export interface AppFolder {
  readonly path: string;
  readonly main: string;
  readonly name: string;
  readonly version: string;
  readonly isModule: boolean;
}

/** Finds the app behind an entry: a folder with a package.json, or a file. Throws in Electron's words when there is none. */
export function findApp(entry: string): AppFolder {
  const path = resolve(entry);
  if (!existsSync(path)) throw new Error(`Unable to find Electron app at ${path}`);
  if (statSync(path).isDirectory()) {
    const file = readPackage(join(path, 'package.json'));
    const main = join(path, typeof file.main === 'string' ? file.main : 'index.js');
    if (!existsSync(main))
      throw new Error(`Unable to find Electron app at ${path}: its main file ${main} is not there`);
    return appOf(path, main, file);
  }
  const folder = nearestPackage(dirname(path));
  return appOf(dirname(path), path, folder === undefined ? {} : readPackage(folder));
}

function appOf(path: string, main: string, file: Record<string, unknown>): AppFolder {
  const nearest = nearestPackage(dirname(main));
  const type = nearest === undefined ? undefined : readPackage(nearest).type;
  const name = file.productName ?? file.name;
  return {
    path,
    main,
    name: typeof name === 'string' ? name : 'Electron',
    version: typeof file.version === 'string' ? file.version : electronVersion(),
    isModule: extname(main) === '.mjs' || (extname(main) === '.js' && type === 'module'),
  };
}

function nearestPackage(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const file = join(at, 'package.json');
    if (existsSync(file)) return file;
    if (dirname(at) === at) return undefined;
  }
}

function readPackage(file: string): Record<string, unknown> {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>) : {};
}

/** The version of the `electron` package whose place is taken; 0.0.0 where none is installed. */
export function electronVersion(): string {
  const file = join(import.meta.dirname, '../../../node_modules/electron/package.json');
  const version = readPackage(file).version;
  return typeof version === 'string' ? version : '0.0.0';
}
