import type { ToHost } from '../page/preload-world.ts';
import type { Frame } from './frame.ts';
import type { IpcMain } from './ipc-main.ts';
import { codec, type PagePort } from './page-port.ts';

/** Electron's event of a message from a page. */
export interface IpcEvent {
  readonly type: 'frame';
  readonly sender: object;
  readonly senderFrame: Frame | null;
  readonly processId: number;
  readonly frameId: number;
  readonly ports: readonly never[];
  reply(channel: string, ...list: unknown[]): void;
}

/** Makes the event; what a page is told in reply goes to the page that asked. */
export function ipcEvent(sender: object, frame: Frame | null, port: PagePort): IpcEvent {
  return {
    type: 'frame',
    sender,
    senderFrame: frame,
    processId: frame?.processId ?? 0,
    frameId: frame?.routingId ?? 0,
    ports: [],
    reply: (channel, ...list) => port.post({ k: 'event', c: channel, a: codec.encode(list) }),
  };
}

/** Answers an `ipcRenderer.invoke` by the first of the listeners' handlers, in Electron's words where there is none. */
export async function answerInvoke(
  message: ToHost & { readonly k: 'invoke' },
  event: IpcEvent,
  listeners: readonly IpcMain[],
  port: PagePort,
): Promise<void> {
  const { id, c: channel } = message;
  try {
    const handler = listeners.map((ipc) => ipc.handlerOf(channel)).find((found) => found !== undefined);
    if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
    const value = await handler(event, ...(codec.decode(message.a) as never[]));
    port.post({ k: 'answer', id, v: codec.encode(value) });
  } catch (error) {
    process.stderr.write(
      `Error occurred in handler for '${channel}': ${error instanceof Error ? error.stack : String(error)}\n`,
    );
    port.post({ k: 'failure', id, m: String(error) });
  }
}
