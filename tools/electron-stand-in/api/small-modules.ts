import { EventEmitter } from 'node:events';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What the app asked the desktop for and nobody did: a test can read it at `globalThis[Symbol.for('electron-stand-in.record')]`. */
export interface DesktopRecord {
  readonly openedUrls: string[];
  readonly notifications: { readonly title: string; readonly body: string }[];
}

const record: DesktopRecord = { openedUrls: [], notifications: [] };
Object.defineProperty(globalThis, Symbol.for('electron-stand-in.record'), { value: record });

function recordOpening(what: string): void {
  record.openedUrls.push(what);
  process.stderr.write(`electron stand-in: would open ${what}\n`);
}

/** Electron's `shell`: records, never opens. */
export const shell = {
  openExternal: async (url: string) => recordOpening(url),
  openPath: async (path: string) => {
    recordOpening(path);
    return '';
  },
  showItemInFolder: (path: string) => recordOpening(path),
  beep: () => undefined,
};

/**
 * Electron's `clipboard`: what the app writes is also handed on, to be pasted in a page or elsewhere; what it reads is what it wrote.
 */
export function makeClipboard(handOn: (text: string) => void) {
  let kept = '';
  return {
    readText: () => kept,
    writeText: (text: string) => {
      kept = String(text);
      handOn(kept);
    },
    clear: () => {
      kept = '';
    },
    availableFormats: () => (kept === '' ? [] : ['text/plain']),
  };
}

/** Electron's Notification: recorded, and shown to nobody. */
export class Notification extends EventEmitter {
  readonly title: string;
  readonly body: string;

  constructor(options: { readonly title?: string; readonly body?: string } = {}) {
    super();
    this.title = options.title ?? '';
    this.body = options.body ?? '';
  }

  static isSupported(): boolean {
    return true;
  }

  show(): void {
    record.notifications.push({ title: this.title, body: this.body });
    this.emit('show', {});
  }

  close(): void {
    this.emit('close', {});
  }
}

const bounds = { x: 0, y: 0, width: 1920, height: 1080 };
const display = {
  id: 1,
  label: '',
  bounds,
  workArea: bounds,
  size: bounds,
  workAreaSize: bounds,
  scaleFactor: 1,
  rotation: 0,
  internal: false,
};

/** Electron's `screen`: one display of a usual size, whatever the real one is. */
export const screen = Object.assign(new EventEmitter(), {
  getPrimaryDisplay: () => display,
  getAllDisplays: () => [display],
  getDisplayMatching: () => display,
  getDisplayNearestPoint: () => display,
  getCursorScreenPoint: () => ({ x: 0, y: 0 }),
});

/** Electron's `powerMonitor`: never emits by itself. */
export const powerMonitor = Object.assign(new EventEmitter(), {
  getSystemIdleTime: () => 0,
  getSystemIdleState: () => 'active',
  isOnBatteryPower: () => false,
});

/** Electron's `crashReporter`: nothing is reported. */
export const crashReporter = {
  start: () => undefined,
  addExtraParameter: () => undefined,
  getLastCrashReport: () => null,
};

const types: Readonly<Record<string, string>> = {
  ...{
    '.html': 'text/html',
    '.js': 'text/javascript',
    '.mjs': 'text/javascript',
    '.css': 'text/css',
    '.json': 'application/json',
  },
  ...{
    '.svg': 'image/svg+xml',
    '.png': 'image/png',
    '.woff2': 'font/woff2',
    '.wasm': 'application/wasm',
    '.txt': 'text/plain',
  },
};

/** Electron's `net`, as a protocol handler uses it: files, and whatever Node's own fetch can. */
export const net = {
  fetch: async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.protocol !== 'file:') return fetch(input, init);
    const path = fileURLToPath(url);
    const bytes = await readFile(path);
    return new Response(new Uint8Array(bytes), {
      headers: { 'content-type': types[extname(path).toLowerCase()] ?? 'application/octet-stream' },
    });
  },
  isOnline: () => true,
  online: true,
};
