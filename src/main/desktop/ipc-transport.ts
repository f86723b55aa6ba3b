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
      const gone = () => {
        contents.off('destroyed', gone);
        contents.off('render-process-gone', gone);
        contents.off('did-start-navigation', navigated);
        listener();
      };
      // A reload starts a new page in the same contents: its old subscriptions must end.
      const navigated = ({ isMainFrame, isSameDocument }: { isMainFrame: boolean; isSameDocument: boolean }) => {
        if (isMainFrame && !isSameDocument) gone();
      };
      contents.on('destroyed', gone);
      contents.on('render-process-gone', gone);
      contents.on('did-start-navigation', navigated);
    },
  };
}
