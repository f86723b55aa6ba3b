import { EventEmitter } from 'node:events';
import type { Session } from '../chromium/connection.ts';
import { type Frame, FrameTree } from './frame.ts';
import { notEmulated, sayOnce } from './guard.ts';
import type { Host } from './host.ts';
import { answerInvoke, ipcEvent } from './ipc-dispatch.ts';
import { IpcMain } from './ipc-main.ts';
import { followNavigation } from './navigation.ts';
import { preparePage, readPreload, type WebPreferences } from './page.ts';
import { codec, type FromPage, PagePort } from './page-port.ts';
import { pictureOf } from './picture.ts';

/** What an app answers about a window that a page wants to open. */
export type OpenAnswer = { readonly action: 'allow' | 'deny'; readonly overrideBrowserWindowOptions?: object };
export type OpenHandler = (details: {
  url: string;
  frameName: string;
  features: string;
  disposition: string;
}) => OpenAnswer;

/** Electron's WebContents: one page. Its target is there a moment after the object; what is asked meanwhile waits for it. */
export class WebContents extends EventEmitter {
  static readonly #all = new Map<number, WebContents>();
  static #lastId = 0;

  static all(): WebContents[] {
    return [...WebContents.#all.values()];
  }

  static byId(id: number): WebContents | undefined {
    return WebContents.#all.get(id);
  }

  readonly id = ++WebContents.#lastId;
  readonly ipc = new IpcMain();
  readonly frames: FrameTree;
  readonly #host: Host;
  readonly #preferences: WebPreferences;
  readonly #port: PagePort;
  readonly #page: Promise<Session>;
  readonly #openAllowed: (url: string, options: object) => void;
  readonly #onClose: () => void;
  #targetId = '';
  #openHandler: OpenHandler | undefined;
  #expected: string | undefined;
  #loading = false;
  #destroyed = false;

  constructor(
    host: Host,
    preferences: WebPreferences,
    target: Promise<string>,
    openAllowed: (url: string, options: object) => void,
    onClose: () => void,
  ) {
    super();
    this.#host = host;
    this.#preferences = preferences;
    this.#openAllowed = openAllowed;
    this.#onClose = onClose;
    this.frames = new FrameTree((url) => host.urls.toApp(url));
    this.#port = new PagePort((message, frameId) => this.#receive(message, frameId));
    WebContents.#all.set(this.id, this);
    this.#page = this.#attach(target);
    this.#page.catch((error) => {
      if (!this.#destroyed) process.stderr.write(`electron stand-in: a page could not be prepared: ${error}\n`);
    });
  }

  get session() {
    return this.#host.session.defaultSession;
  }

  get mainFrame(): Frame {
    return this.frames.main;
  }

  get targetId(): string {
    return this.#targetId;
  }

  /** The page's conversation; not part of Electron's interface. */
  get page(): Promise<Session> {
    return this.#page;
  }

  async loadURL(url: string): Promise<void> {
    const page = await this.#page;
    const browserUrl = this.#host.urls.toBrowser(url);
    this.#expected = new URL(browserUrl).href.split('#', 1)[0];
    const loaded = new Promise<void>((resolve) => this.once('did-finish-load', resolve));
    const { errorText, loaderId } = await page.send('Page.navigate', { url: browserUrl });
    if (errorText !== undefined) throw new Error(`${errorText.replace(/^net::/, '')} loading '${url}'`);
    if (loaderId !== undefined) await loaded;
  }

  loadFile(file: string): Promise<void> {
    return this.loadURL(`file://${file}`);
  }

  reload(): void {
    void this.#page.then((page) => page.send('Page.reload')).catch(() => undefined);
  }

  send(channel: string, ...list: unknown[]): void {
    this.#port.post({ k: 'event', c: channel, a: codec.encode(list) });
  }

  async executeJavaScript(code: string, userGesture = false): Promise<unknown> {
    const page = await this.#page;
    const { result, exceptionDetails } = await page.send('Runtime.evaluate', {
      ...{ expression: code, userGesture, awaitPromise: true, returnByValue: true },
    });
    if (exceptionDetails === undefined) return result.value;
    throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  }

  async capturePage(): Promise<object> {
    const { data } = await (await this.#page).send('Page.captureScreenshot', { format: 'png' });
    return pictureOf(data);
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler;
  }

  getURL(): string {
    return this.frames.main.url.replace(/^(about:blank|https:\/\/window-[\d-]+\.stand-in\.invalid\/)$/, '');
  }

  isLoading(): boolean {
    return this.#loading;
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  isDevToolsOpened(): boolean {
    return false;
  }

  openDevTools(): void {
    sayOnce('webContents.openDevTools does nothing');
  }

  getLastWebPreferences(): WebPreferences {
    return this.#preferences;
  }

  /** Chromium tells of it as of any crash. */
  forcefullyCrashRenderer(): void {
    void this.#page.then((page) => page.send('Page.crash')).catch(() => undefined);
  }

  close(): void {
    this.#onClose();
  }

  focus(): void {
    void this.#page.then((page) => page.send('Page.bringToFront')).catch(() => undefined);
  }

  readonly print = notEmulated('webContents.print');
  readonly printToPDF = notEmulated('webContents.printToPDF');

  /** The rest is not part of Electron's interface. */
  setLoading(loading: boolean): void {
    if (loading === this.#loading) return;
    this.#loading = loading;
    this.emit(loading ? 'did-start-loading' : 'did-stop-loading', {});
  }

  takeExpected(browserUrl: string): boolean {
    const expected = this.#expected === browserUrl.split('#', 1)[0];
    if (expected) this.#expected = undefined;
    return expected;
  }

  /** A page wants a window: denied, nothing happens; allowed, it becomes a window of the app. */
  askToOpen(url: string, frameName: string, features: string): void {
    const details = {
      url: this.#host.urls.toApp(url),
      frameName,
      features,
      disposition: features === '' ? 'foreground-tab' : 'new-window',
    };
    const answer = this.#openHandler?.(details) ?? { action: this.#openHandler === undefined ? 'allow' : 'deny' };
    if (answer.action === 'allow') this.#openAllowed(details.url, answer.overrideBrowserWindowOptions ?? {});
  }

  markDestroyed(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    WebContents.#all.delete(this.id);
    this.emit('destroyed', {});
  }

  async #attach(target: Promise<string>): Promise<Session> {
    this.#targetId = await target;
    const page = await this.#host.browser('WebContents').attach(this.#targetId);
    followNavigation(page, this, this.#host);
    await preparePage(page, this.#port, this.frames, this.#preferences, this.#readPreload());
    const applyTheme = () =>
      page.send('Emulation.setEmulatedMedia', { features: this.#host.nativeTheme.media }).catch(() => undefined);
    this.#host.nativeTheme.on('updated', applyTheme);
    this.once('destroyed', () => this.#host.nativeTheme.off('updated', applyTheme));
    if (this.#host.nativeTheme.themeSource !== 'system') await applyTheme();
    return page;
  }

  #readPreload(): string | undefined {
    const { preload } = this.#preferences;
    if (preload === undefined) return undefined;
    try {
      return readPreload(preload);
    } catch (error) {
      process.stderr.write(
        `Unable to load preload script: ${preload}\n${error instanceof Error ? error.stack : error}\n`,
      );
      this.emit('preload-error', {}, preload, error);
      return undefined;
    }
  }

  #receive(message: FromPage, frameId: string): void {
    if (message.k === 'open') {
      this.askToOpen(message.url, message.frameName, message.features);
      return;
    }
    if (message.k === 'preload-error') {
      const error = Object.assign(new Error(message.message), { name: message.name, stack: message.stack });
      this.emit('preload-error', {}, this.#preferences.preload ?? '', error);
      return;
    }
    const event = ipcEvent(this, this.frames.frame(frameId), this.#port);
    const listeners = [this.ipc, this.#host.ipcMain];
    if (message.k === 'invoke') void answerInvoke(message, event, listeners, this.#port);
    else for (const ipc of listeners) ipc.emit(message.c, event, ...(codec.decode(message.a) as unknown[]));
  }
}
