import type { Browser } from '../chromium/browser.ts';
import type { App } from './app.ts';
import { browserWindowClass, WindowBase } from './browser-window.ts';
import { makeDialog } from './dialog.ts';
import { guard } from './guard.ts';
import type { Host } from './host.ts';
import { IpcMain } from './ipc-main.ts';
import { Menu, MenuItem } from './menu.ts';
import { NativeTheme } from './native-theme.ts';
import { ProtocolModule } from './protocol.ts';
import { answerRequests } from './requests.ts';
import { SessionModule } from './session.ts';
import { crashReporter, makeClipboard, Notification, net, powerMonitor, screen, shell } from './small-modules.ts';
import { UrlMap } from './url-map.ts';
import { WebContents } from './web-contents.ts';

/** The `electron` module of the main process, and how it takes up the running Chromium. */
export interface Electron {
  readonly module: object;
  attach(browser: Browser): Promise<void>;
}

/** Puts a text on Chromium's clipboard, by a copy in the window that has the focus. */
function copyInPage(text: string): void {
  const page = WindowBase.focused?.webContents.page;
  const expression = `document.addEventListener('copy', (event) => {
    event.clipboardData.setData('text/plain', ${JSON.stringify(text)});
    event.preventDefault();
    event.stopImmediatePropagation();
  }, { capture: true, once: true }); document.execCommand('copy');`;
  page?.then((session) => session.send('Runtime.evaluate', { expression, userGesture: true })).catch(() => undefined);
}

/** Makes everything that `require('electron')` answers with; what is not in it throws by its name. */
export function makeElectron(app: App): Electron {
  const urls = new UrlMap();
  const protocol = new ProtocolModule(urls, () => browser !== undefined);
  const ipcMain = new IpcMain();
  const nativeTheme = new NativeTheme();
  const session = new SessionModule(protocol);
  let browser: Browser | undefined;
  const host: Host = {
    ...{ app, urls, ipcMain, nativeTheme, session },
    browser: (subject) => {
      if (browser === undefined) throw new Error(`Cannot create ${subject} before app is ready`);
      return browser;
    },
  };
  const webContents = {
    getAllWebContents: () => WebContents.all(),
    getFocusedWebContents: () => WindowBase.focused?.webContents ?? null,
    fromId: (id: number) => WebContents.byId(id),
    fromDevToolsTargetId: (targetId: string) => WebContents.all().find((contents) => contents.targetId === targetId),
  };
  const module = guard('electron', {
    ...{ app: guard('app', app), BrowserWindow: browserWindowClass(host), Menu, MenuItem, Notification },
    ...{
      ipcMain: guard('ipcMain', ipcMain),
      protocol: guard('protocol', protocol),
      session: guard('session', session),
      nativeTheme,
    },
    ...{
      shell: guard('shell', shell),
      clipboard: guard('clipboard', makeClipboard(copyInPage)),
      dialog: guard('dialog', makeDialog(host)),
    },
    ...{ screen, powerMonitor, crashReporter, net: guard('net', net), webContents: guard('webContents', webContents) },
  });
  return {
    module,
    attach: async (started) => {
      browser = started;
      const { root } = started;
      const closed = ({ targetId }: { targetId: string }) =>
        [...WindowBase.all].find((window) => window.targetId === targetId)?.markClosed();
      root.on('Target.targetDestroyed', closed);
      root.on('Target.targetCreated', ({ targetInfo }) => {
        const opener = WebContents.all().find((contents) => contents.targetId === targetInfo.openerId);
        // A popup that the page's own world did not ask about: closed, and asked about now.
        if (targetInfo.type !== 'page' || opener === undefined) return;
        root.send('Target.closeTarget', { targetId: targetInfo.targetId }).catch(() => undefined);
        opener.askToOpen(targetInfo.url, '', '');
      });
      await root.send('Target.setDiscoverTargets', { discover: true });
      await answerRequests(root, host, protocol);
    },
  };
}
