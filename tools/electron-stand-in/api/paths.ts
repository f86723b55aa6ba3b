import { mkdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';

/** Electron's `app.getPath`: the places of Linux's base directory specification, and what the app or `--user-data-dir` set instead. */
export class Paths {
  readonly #set = new Map<string, string>();
  readonly #name: () => string;

  constructor(name: () => string, userData: string) {
    this.#name = name;
    if (userData !== '') this.#set.set('userData', userData);
  }

  get(name: string): string {
    const set = this.#set.get(name);
    if (set !== undefined) return set;
    const home = homedir();
    switch (name) {
      case 'home':
        return home;
      case 'appData':
        return process.env.XDG_CONFIG_HOME || join(home, '.config');
      case 'userData':
        return join(this.get('appData'), this.#name());
      case 'sessionData':
        return this.get('userData');
      case 'logs':
        return join(this.get('userData'), 'logs');
      case 'crashDumps':
        return join(this.get('userData'), 'Crashpad');
      case 'temp':
        return tmpdir();
      case 'exe':
        return process.argv[0] ?? process.execPath;
      case 'module':
        return process.execPath;
      case 'assets':
        return dirname(process.argv[0] ?? process.execPath);
      case 'desktop':
      case 'documents':
      case 'downloads':
      case 'music':
      case 'pictures':
      case 'videos':
        return join(home, `${name[0]?.toUpperCase()}${name.slice(1)}`);
      default:
        throw new Error(`Failed to get '${name}' path`);
    }
  }

  set(name: string, path: string): void {
    if (!isAbsolute(path)) throw new Error('Path must be absolute');
    if (name === 'userData' || name === 'logs') mkdirSync(path, { recursive: true });
    this.#set.set(name, path);
  }
}
