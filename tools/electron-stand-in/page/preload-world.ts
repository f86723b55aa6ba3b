import type { makeBridge } from './bridge.ts';
import type { makeCodec, Wire } from './codec.ts';
import type { makeEmitter } from './emitter.ts';

export interface PreloadConfig {
  readonly incoming: string;
  readonly outgoing: string;
  /** The binding's name, and that of the object that the host calls. */
  readonly binding: string;
  readonly isolated: boolean;
  readonly process: Readonly<Record<string, unknown>>;
}

/** From the page to the host. */
export type ToHost =
  | { readonly k: 'invoke'; readonly id: number; readonly c: string; readonly a: Wire }
  | { readonly k: 'send'; readonly c: string; readonly a: Wire }
  | { readonly k: 'path'; readonly id: number }
  | { readonly k: 'open'; readonly url: string; readonly frameName: string; readonly features: string }
  | { readonly k: 'preload-error'; readonly name: string; readonly message: string; readonly stack: string };

/** From the host to the page. */
export type ToPage =
  | { readonly k: 'event'; readonly c: string; readonly a: Wire }
  | { readonly k: 'answer'; readonly id: number; readonly v: Wire }
  | { readonly k: 'failure'; readonly id: number; readonly m: string };

type Parts = {
  readonly makeBridge: typeof makeBridge;
  readonly makeCodec: typeof makeCodec;
  readonly makeEmitter: typeof makeEmitter;
};
type Preload = (...scope: unknown[]) => void;

/** What stands in the preload's world: `require('electron')` and the little else that a sandboxed preload has. Its text runs in the page. */
export function runPreload(config: PreloadConfig, parts: Parts, preload: Preload | null): void {
  if (window !== window.top) return;
  const world = globalThis as unknown as Record<string, unknown>;
  const post = world[config.binding] as (text: string) => void;
  const toHost = (message: ToHost) => post(JSON.stringify(message));
  type Coded = Uint8Array & { toBase64(): string };
  const fromBase64 = (Uint8Array as unknown as { fromBase64(text: string): Uint8Array }).fromBase64;
  const codec = parts.makeCodec(
    (bytes) => (bytes as Coded).toBase64(),
    (text) => fromBase64.call(Uint8Array, text),
  );
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  const files = new Map<number, Blob>();
  let last = 0;

  const Emitter = parts.makeEmitter();
  const onTell = (topic: string, value: unknown) => {
    const { url, frameName, features } = value as { url: string; frameName: string; features: string };
    if (topic === 'open') toHost({ k: 'open', url, frameName, features });
  };
  const bridge = parts.makeBridge(config.outgoing, config.incoming, () => undefined, onTell);

  function request(message: (id: number) => ToHost): Promise<unknown> {
    const id = ++last;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      toHost(message(id));
    });
  }

  function receive(message: ToPage): void {
    if (message.k === 'event') {
      ipcRenderer.emit(message.c, { sender: ipcRenderer, ports: [] }, ...(codec.decode(message.a) as unknown[]));
      return;
    }
    const caller = waiting.get(message.id);
    waiting.delete(message.id);
    files.delete(message.id);
    if (message.k === 'answer') caller?.resolve(codec.decode(message.v));
    else caller?.reject(new Error(message.m));
  }

  /** A listener that throws is reported as the page's error and does not keep the rest from arriving. */
  function receiveAll(batch: string): void {
    for (const message of JSON.parse(batch) as ToPage[]) {
      try {
        receive(message);
      } catch (error) {
        reportError(error);
      }
    }
  }

  const absent = (name: string) => () => {
    throw new Error(`electron stand-in: ${name} is not emulated`);
  };
  const ipcRenderer = Object.assign(new Emitter(), {
    send: (channel: string, ...list: unknown[]) => toHost({ k: 'send', c: channel, a: codec.encode(list) }),
    invoke: async (channel: string, ...list: unknown[]) => {
      const a = codec.encode(list);
      try {
        return await request((id) => ({ k: 'invoke', id, c: channel, a }));
      } catch (error) {
        throw new Error(`Error invoking remote method '${channel}': ${(error as Error).message}`);
      }
    },
    sendSync: absent('ipcRenderer.sendSync'),
    postMessage: absent('ipcRenderer.postMessage'),
    sendToHost: absent('ipcRenderer.sendToHost'),
  });
  const contextBridge = {
    exposeInMainWorld: (key: string, api: unknown) => {
      if (!config.isolated) throw new Error('contextBridge API can only be used when contextIsolation is enabled');
      bridge.expose(key, api);
    },
    exposeInIsolatedWorld: absent('contextBridge.exposeInIsolatedWorld'),
    executeInMainWorld: absent('contextBridge.executeInMainWorld'),
  };
  const webUtils = {
    /** Electron's answers at once; here only the browser process knows, so that it is a promise of the same string. */
    getPathForFile: (file: unknown) => {
      if (!(file instanceof File))
        throw new TypeError("Failed to execute 'getPathForFile' on 'WebUtils': parameter 1 is not of type 'File'.");
      return request((id) => {
        files.set(id, file);
        return { k: 'path', id };
      });
    },
  };
  const unknown = (module: string) => ({
    get: (target: object, key: string | symbol) => {
      if (key in target || typeof key === 'symbol' || key === '__esModule' || key === 'default' || key === 'then') {
        return Reflect.get(target, key);
      }
      throw new Error(`electron stand-in: ${module}.${key} is not emulated in a preload`);
    },
  });
  const modules: Record<string, unknown> = {
    electron: new Proxy({ contextBridge, ipcRenderer, webUtils }, unknown('electron')),
    events: Emitter,
    timers: { setTimeout, clearTimeout, setInterval, clearInterval },
    url: { URL, URLSearchParams },
  };
  const require = (name: string) => {
    const found = modules[name.replace(/^node:/, '').replace(/^electron\/(renderer|common)$/, 'electron')];
    if (found === undefined) throw new Error(`module not found: ${name}`);
    return found;
  };

  delete world[config.binding];
  Object.defineProperty(world, `${config.binding}Host`, {
    value: { receive: receiveAll, file: (id: number) => files.get(id) },
  });
  if (preload === null) return;
  const module = { exports: {} };
  const setImmediate = (callback: (...list: unknown[]) => void, ...list: unknown[]) => setTimeout(callback, 0, ...list);
  try {
    preload(module.exports, require, module, config.process, setImmediate, clearTimeout, globalThis);
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    console.error('Unable to load preload script:', error);
    toHost({ k: 'preload-error', name: error.name, message: error.message, stack: error.stack ?? '' });
  }
}
