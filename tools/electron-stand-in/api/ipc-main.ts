import { EventEmitter } from 'node:events';

type Handler = (event: object, ...list: never[]) => unknown;

/** Electron's `ipcMain`; every WebContents has one of its own too, which is asked first. */
export class IpcMain extends EventEmitter {
  readonly #handlers = new Map<string, Handler>();

  handle(channel: string, handler: Handler): void {
    if (typeof handler !== 'function')
      throw new TypeError(`Expected handler to be a function, but found type '${typeof handler}'`);
    if (this.#handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    this.#handlers.set(channel, handler);
  }

  handleOnce(channel: string, handler: Handler): void {
    this.handle(channel, (event, ...list) => {
      this.removeHandler(channel);
      return handler(event, ...list);
    });
  }

  removeHandler(channel: string): void {
    this.#handlers.delete(channel);
  }

  /** What answers a channel; not part of Electron's interface. */
  handlerOf(channel: string): Handler | undefined {
    return this.#handlers.get(channel);
  }
}
