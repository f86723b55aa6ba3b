import { BrowserWindow, nativeTheme } from 'electron';
import { COMMAND_CHANNEL } from '../../shared/contract/channels.ts';
import type { AppCommand } from '../../shared/contract/index.ts';
import { APP_PAGE } from './app-protocol.ts';
import { pagePreferences } from './security.ts';

/** `deck` of the design tokens, so that the window is not white before its first paint. */
const DECK = { dark: '#0b1216', light: '#e5ebed' } as const;

/** The app's one window. */
export class MainWindow {
  readonly #preload: string;
  #window: BrowserWindow | undefined;

  constructor(preload: string) {
    this.#preload = preload;
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
      backgroundColor: nativeTheme.shouldUseDarkColors ? DECK.dark : DECK.light,
      webPreferences: pagePreferences(this.#preload),
    });
    this.#window = window;
    window.once('ready-to-show', () => window.show());
    window.on('closed', () => {
      this.#window = undefined;
    });
    await window.loadURL(APP_PAGE);
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
