import { type IpcMainInvokeEvent, ipcMain, type WebContents } from 'electron';
import type { IpcPage, IpcTransport } from '../ipc/index.ts';

/** The contract's transport over Electron's ipcMain. */
export const electronTransport: IpcTransport = {
  handle(channel, handler) {
    ipcMain.handle(channel, (event, payload: unknown) => handler(pageOf(event), payload));
    return () => ipcMain.removeHandler(channel);
  },
};

function pageOf(event: IpcMainInvokeEvent): IpcPage {
  const contents: WebContents = event.sender;
  const frame = event.senderFrame;
  return {
    id: contents.id,
    url: frame?.url ?? '',
    isMainFrame: frame !== null && frame.parent === null,
    send(channel, payload) {
      if (!contents.isDestroyed()) contents.send(channel, payload);
    },
    onGone(listener) {
      contents.once('destroyed', listener);
      contents.once('render-process-gone', listener);
      // A reload starts a new page in the same contents: its old subscriptions must end.
      contents.once('did-start-navigation', (details) => {
        if (details.isMainFrame && !details.isSameDocument) listener();
      });
    },
  };
}
