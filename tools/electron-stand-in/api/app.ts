import { EventEmitter } from 'node:events';
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { AppFolder } from '../host/app-folder.ts';
import type { CommandLine } from './command-line.ts';
import { PreventableEvent } from './events.ts';
import { notEmulated } from './guard.ts';
import { Paths } from './paths.ts';
import { SingleInstance } from './single-instance.ts';

/** What the app's life ends by: the windows, and Chromium itself. */
export interface Ending {
  windows(): readonly {
    readonly isClosing: boolean;
    close(): void;
    once(event: 'closed', listener: () => void): unknown;
  }[];
  closeBrowser(): Promise<void>;
}

/** Electron's `app`. */
export class App extends EventEmitter {
  readonly isPackaged = false;
  readonly dock = undefined;
  readonly accessibilitySupportEnabled = false;
  applicationMenu: unknown = null;
  userAgentFallback = '';
  readonly commandLine: CommandLine;
  readonly #folder: AppFolder;
  readonly #ending: Ending;
  readonly #paths: Paths;
  readonly #ready = Promise.withResolvers<void>();
  #name: string;
  #isReady = false;
  #sandbox = false;
  #quitting = false;
  #ended = false;
  #instance: SingleInstance | undefined;

  constructor(folder: AppFolder, commandLine: CommandLine, ending: Ending) {
    super();
    this.#folder = folder;
    this.commandLine = commandLine;
    this.#ending = ending;
    this.#name = folder.name;
    const userData = commandLine.getSwitchValue('user-data-dir');
    this.#paths = new Paths(() => this.#name, userData === '' ? '' : resolve(userData));
    this.on('stand-in:last-window-closed', () => this.#lastWindowClosed());
  }

  get name(): string {
    return this.#name;
  }

  set name(name: string) {
    this.#name = name;
  }

  getName = () => this.#name;
  setName = (name: string) => {
    this.#name = name;
  };
  getVersion = () => this.#folder.version;
  getAppPath = () => this.#folder.path;
  getPath = (name: string) => this.#paths.get(name);
  setPath = (name: string, path: string) => this.#paths.set(name, path);
  getLocale = () =>
    (process.env.LC_ALL || process.env.LANG || 'en-US')
      .replace(/\..*$/, '')
      .replace('_', '-')
      .replace(/^(C|POSIX)$/, 'en-US');
  getSystemLocale = () => this.getLocale();
  getPreferredSystemLanguages = () => [this.getLocale()];
  isReady = () => this.#isReady;
  whenReady = (): Promise<void> => this.#ready.promise;
  enableSandbox = () => {
    this.#sandbox = true;
  };
  isSandboxEnabled = () => this.#sandbox;
  disableHardwareAcceleration(): void {}
  setAppUserModelId(): void {}
  setAboutPanelOptions(): void {}
  addRecentDocument(): void {}
  clearRecentDocuments(): void {}
  focus(): void {}
  hide(): void {}
  show(): void {}
  setAsDefaultProtocolClient = () => false;
  removeAsDefaultProtocolClient = () => false;
  isDefaultProtocolClient = () => false;
  getAppMetrics = () => [];
  getGPUFeatureStatus = () => ({});
  setBadgeCount = () => false;
  isAccessibilitySupportEnabled = () => false;
  readonly relaunch = notEmulated('app.relaunch');

  requestSingleInstanceLock(additionalData?: unknown): boolean {
    this.#instance ??= new SingleInstance(
      this.getPath('userData'),
      ({ argv, workingDirectory, additionalData: data }) => {
        const tell = () => this.emit('second-instance', {}, argv, workingDirectory, data);
        if (this.#isReady) tell();
        else void this.#ready.promise.then(tell);
      },
    );
    return this.#instance.request(additionalData);
  }

  hasSingleInstanceLock = () => this.#instance?.held ?? false;
  releaseSingleInstanceLock = () => this.#instance?.release();

  /** Asks the app and each window first; any of them may prevent it. */
  quit(): void {
    if (this.#quitting || this.#ended) return;
    const event = new PreventableEvent();
    this.emit('before-quit', event);
    if (event.defaultPrevented) return;
    this.#quitting = true;
    void this.#closeWindows();
  }

  /** Ends without asking anybody. */
  exit(code = 0): void {
    if (this.#ended) return;
    this.#ended = true;
    this.emit('quit', {}, code);
    void this.#end(code);
  }

  /** Whether the end has begun; it may begin before Chromium is there. Not part of Electron's interface. */
  get isEnding(): boolean {
    return this.#quitting || this.#ended;
  }

  /** Chromium is up: tells the app. Playwright holds this event back until it is attached. Not part of Electron's interface. */
  announceReady(): void {
    mkdirSync(this.getPath('userData'), { recursive: true });
    this.#isReady = true;
    this.emit('will-finish-launching');
    this.emit('ready', {}, {});
    this.#ready.resolve();
  }

  async #closeWindows(): Promise<void> {
    const windows = this.#ending.windows();
    const closed = windows.map((window) => new Promise<void>((done) => window.once('closed', done)));
    for (const window of windows) {
      window.close();
      if (window.isClosing) continue;
      // It has prevented its end, and with it the app's.
      this.#quitting = false;
      return;
    }
    const late = new Promise<void>((done) => setTimeout(done, 5000).unref());
    await Promise.race([Promise.all(closed), late]);
    this.#finish();
  }

  #finish(): void {
    const event = new PreventableEvent();
    this.emit('will-quit', event);
    if (event.defaultPrevented) this.#quitting = false;
    else this.exit(0);
  }

  #lastWindowClosed(): void {
    if (this.#quitting || this.#ended) return;
    if (!this.emit('window-all-closed')) this.quit();
  }

  async #end(code: number): Promise<void> {
    this.#instance?.release();
    await this.#ending.closeBrowser();
    process.exit(code);
  }
}
