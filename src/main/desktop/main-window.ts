import { BrowserWindow, nativeTheme } from 'electron';
import { COMMAND_CHANNEL } from '../../shared/contract/channels.ts';
import type { AppCommand } from '../../shared/contract/index.ts';
import { APP_PAGE } from './app-protocol.ts';
import { pagePreferences } from './security.ts';

/** `deck` and `text-2` of the design tokens: the window is not white before its first paint, its buttons fit its bar. */
const COLOURS = {
  dark: { color: '#0b1216', symbolColor: '#b5c0c5' },
  light: { color: '#e5ebed', symbolColor: '#3d4b54' },
} as const;
/** Height of the page's own title bar, into which the system lays the window's buttons. */
const BAR_HEIGHT = 40;

/** Who has a say in the window's end. */
export interface WindowWatcher {
  /** Somebody closes it; false keeps it open. */
  mayClose(): boolean;
  /** Its page crashed, or does not react. */
  pageLost(): void;
}

/** The app's one window. */
export class MainWindow {
  readonly #preload: string;
  readonly #watcher: WindowWatcher;
  #window: BrowserWindow | undefined;

  constructor(preload: string, watcher: WindowWatcher) {
    this.#preload = preload;
    this.#watcher = watcher;
  }

  /** Opens it, or brings it to the front. */
  async show(): Promise<void> {
    if (this.#window !== undefined && !this.#window.isDestroyed()) {
      if (this.#window.isMinimized()) this.#window.restore();
      this.#window.focus();
      return;
    }
    const window = new BrowserWindow({
      width: 1440,
      height: 900,
      minWidth: 960,
      minHeight: 640,
      title: 'Slipway',
      show: false,
      autoHideMenuBar: true,
      backgroundColor: colours().color,
      titleBarStyle: 'hidden',
      titleBarOverlay: { ...colours(), height: BAR_HEIGHT },
      webPreferences: pagePreferences(this.#preload),
    });
    this.#window = window;
    window.once('ready-to-show', () => window.show());
    const recolour = () => {
      window.setBackgroundColor(colours().color);
      // The Mac's lights need no colour, and the call is not there.
      if (process.platform !== 'darwin') window.setTitleBarOverlay({ ...colours(), height: BAR_HEIGHT });
    };
    nativeTheme.on('updated', recolour);
    window.on('close', (event) => {
      if (!this.#watcher.mayClose()) event.preventDefault();
    });
    window.on('unresponsive', () => this.#watcher.pageLost());
    window.webContents.on('render-process-gone', () => this.#watcher.pageLost());
    window.on('closed', () => {
      nativeTheme.off('updated', recolour);
      this.#window = undefined;
    });
    await window.loadURL(APP_PAGE).catch((error: unknown) => {
      // Closed before it had loaded: nothing failed.
      if (!window.isDestroyed()) throw error;
    });
  }

  /** Asks the page to do something; opens the window first if there is none. */
  async command(command: AppCommand): Promise<void> {
    await this.show();
    this.#window?.webContents.send(COMMAND_CHANNEL, command);
  }

  /** For dialogs that belong to the window. */
  get browserWindow(): BrowserWindow | undefined {
    return this.#window;
  }
}

function colours() {
  return nativeTheme.shouldUseDarkColors ? COLOURS.dark : COLOURS.light;
}
