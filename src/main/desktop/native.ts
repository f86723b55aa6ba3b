import { app, clipboard, dialog } from 'electron';
import type { MainWindow } from './main-window.ts';

/** What requests need of the desktop itself. */
export interface Native {
  copy(text: string): void;
  /** Empty when the person closed the picker. */
  pickFolder(from: string): Promise<string>;
  readonly appVersion: string;
}

export function nativeOf(window: MainWindow): Native {
  return {
    copy: (text) => clipboard.writeText(text),
    appVersion: app.getVersion(),
    async pickFolder(from) {
      const options: Electron.OpenDialogOptions = {
        title: 'Choose a folder to build',
        properties: ['openDirectory'],
        ...(from ? { defaultPath: from } : {}),
      };
      const parent = window.browserWindow;
      const picked = parent ? await dialog.showOpenDialog(parent, options) : await dialog.showOpenDialog(options);
      return picked.canceled ? '' : (picked.filePaths[0] ?? '');
    },
  };
}
