import { EventEmitter } from 'node:events';
import { resolve } from 'node:path';
import { PreventableEvent } from './events.ts';
import type { Host } from './host.ts';
import { WebContents } from './web-contents.ts';
import { type Rectangle, WindowBounds } from './window-bounds.ts';
import { followTitle, paintBackground } from './window-look.ts';
import { completePreferences, type WindowOptions } from './window-options.ts';

type State = 'normal' | 'minimized' | 'maximized' | 'fullscreen';

/** Electron's BrowserWindow, less what only its own module may know: the host comes first. */
export class WindowBase extends EventEmitter {
  static readonly all = new Set<WindowBase>();
  static focused: WindowBase | undefined;
  static #lastId = 0;

  readonly id = ++WindowBase.#lastId;
  readonly webContents: WebContents;
  readonly #host: Host;
  readonly #options: WindowOptions;
  readonly #bounds: WindowBounds;
  readonly #target: Promise<string>;
  #targetId = '';
  #title: string;
  #state: State = 'normal';
  #visible: boolean;
  #background: string;
  #destroyed = false;
  #closing = false;

  constructor(host: Host, options: WindowOptions = {}) {
    super();
    const browser = host.browser('BrowserWindow');
    this.#host = host;
    this.#options = options;
    this.#title = options.title ?? '';
    this.#visible = options.show ?? true;
    this.#background = options.backgroundColor ?? '#FFFFFF';
    const size = { width: options.width ?? 800, height: options.height ?? 600 };
    this.#target = browser.openTarget(size.width, size.height);
    const minimum = [options.minWidth ?? 0, options.minHeight ?? 0] as const;
    this.#bounds = new WindowBounds(browser, this.#target, { x: 0, y: 0, ...size }, minimum);
    const preferences = completePreferences(options.webPreferences, host.app.isSandboxEnabled());
    this.#target.catch(() => browser.isGone || this.markClosed());
    const ready = this.#target.then(async (targetId) => {
      this.#targetId = targetId;
      await this.#bounds.settled();
      return targetId;
    });
    const open = (url: string, given: WindowOptions) => {
      const child = new WindowBase(host, { ...this.#options, ...given });
      void child.loadURL(url).catch(() => undefined);
      this.webContents.emit('did-create-window', child, { url });
    };
    this.webContents = new WebContents(host, preferences, ready, open, () => this.close());
    WindowBase.all.add(this);
    this.#follow();
    host.app.emit('browser-window-created', {}, this);
    host.app.emit('web-contents-created', {}, this.webContents);
    if (this.#visible) this.#setFocused();
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url);
  }

  loadFile(file: string): Promise<void> {
    return this.webContents.loadFile(resolve(file));
  }

  /** Asks first: a listener may prevent it. */
  close(): void {
    if (this.#destroyed || this.#closing) return;
    const event = new PreventableEvent();
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  }

  destroy(): void {
    if (this.#destroyed || this.#closing) return;
    this.#closing = true;
    const browser = this.#host.browser('BrowserWindow');
    this.#target
      .then((targetId) => browser.root.send('Target.closeTarget', { targetId }))
      .catch(() => browser.isGone || this.markClosed());
  }

  show(): void {
    const was = this.#visible;
    this.#visible = true;
    if (!was) this.emit('show', {});
    this.focus();
  }

  showInactive(): void {
    this.#visible = true;
    this.emit('show', {});
  }

  hide(): void {
    this.#visible = false;
    this.blur();
    this.emit('hide', {});
  }

  focus(): void {
    this.webContents.focus();
    this.#setFocused();
  }

  blur(): void {
    if (WindowBase.focused !== this) return;
    WindowBase.focused = undefined;
    this.emit('blur', {});
    this.#host.app.emit('browser-window-blur', {}, this);
  }

  minimize = () => this.#setState('minimized', 'minimize');
  maximize = () => this.#setState('maximized', 'maximize');
  restore = () => this.#setState('normal', 'restore');
  unmaximize = () => this.#setState('normal', 'unmaximize');
  setFullScreen = (on: boolean) =>
    this.#setState(on ? 'fullscreen' : 'normal', on ? 'enter-full-screen' : 'leave-full-screen');
  isMinimized = () => this.#state === 'minimized';
  isMaximized = () => this.#state === 'maximized';
  isFullScreen = () => this.#state === 'fullscreen';
  isNormal = () => this.#state === 'normal';
  isVisible = () => this.#visible && !this.#destroyed;
  isFocused = () => WindowBase.focused === this;
  isDestroyed = () => this.#destroyed;
  isResizable = () => this.#options.resizable ?? true;
  getTitle = () => this.#title;
  getBackgroundColor = () => this.#background;
  getBounds = (): Rectangle => this.#bounds.current;
  getNormalBounds = (): Rectangle => this.#bounds.current;
  getContentBounds = (): Rectangle => this.#bounds.current;
  getSize = () => [this.#bounds.current.width, this.#bounds.current.height];
  getContentSize = () => this.getSize();
  getPosition = () => [this.#bounds.current.x, this.#bounds.current.y];
  getMinimumSize = () => [...this.#bounds.minimum];
  getParentWindow = () => this.#options.parent ?? null;

  setTitle(title: string): void {
    this.#title = title;
  }

  setBackgroundColor(color: string): void {
    this.#background = color;
    paintBackground(this.webContents, color);
  }

  setMinimumSize(width: number, height: number): void {
    this.#bounds.minimum = [width, height];
  }

  setSize(width: number, height: number): void {
    this.#bounds.resize(width, height);
    this.emit('resize', {});
  }

  setContentSize(width: number, height: number): void {
    this.setSize(width, height);
  }

  setBounds(bounds: Partial<Rectangle>): void {
    const { x, y, width, height } = { ...this.#bounds.current, ...bounds };
    if (bounds.x !== undefined || bounds.y !== undefined) this.setPosition(x, y);
    if (bounds.width !== undefined || bounds.height !== undefined) this.setSize(width, height);
  }

  setPosition(x: number, y: number): void {
    this.#bounds.move(x, y);
    this.emit('move', {});
  }

  /** Whether its end is decided; this and what follows is not part of Electron's interface. */
  get isClosing(): boolean {
    return this.#closing || this.#destroyed;
  }

  get targetId(): string {
    return this.#targetId;
  }

  /** The target is gone, by us or by a person's click on X. */
  markClosed(): void {
    if (this.#destroyed) return;
    if (!this.#closing) this.emit('close', new PreventableEvent());
    this.#destroyed = true;
    WindowBase.all.delete(this);
    if (WindowBase.focused === this) WindowBase.focused = undefined;
    this.webContents.markDestroyed();
    this.emit('closed', {});
    if (WindowBase.all.size === 0) this.#host.app.emit('stand-in:last-window-closed');
  }

  #follow(): void {
    this.webContents.once('did-finish-load', () =>
      setImmediate(() => this.#destroyed || this.emit('ready-to-show', {})),
    );
    const setTitle = (title: string) => {
      this.#title = title;
    };
    followTitle(this, this.webContents, this.getTitle, setTitle);
    paintBackground(this.webContents, this.#background);
  }

  #setState(state: State, event: string): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#bounds.state(state);
    this.emit(event, {});
  }

  #setFocused(): void {
    if (WindowBase.focused === this) return;
    WindowBase.focused?.blur();
    WindowBase.focused = this;
    this.emit('focus', {});
    this.#host.app.emit('browser-window-focus', {}, this);
  }
}

// Accepted, and nothing to see here.
for (const name of [
  ...['center', 'setMenu', 'removeMenu', 'setMenuBarVisibility', 'setAutoHideMenuBar', 'setIcon', 'setProgressBar'],
  ...['setTitleBarOverlay', 'setAlwaysOnTop', 'flashFrame', 'setSkipTaskbar'],
]) {
  Object.defineProperty(WindowBase.prototype, name, { value: () => undefined });
}

/** The class that the app sees as `BrowserWindow`. */
export function browserWindowClass(host: Host) {
  return class BrowserWindow extends WindowBase {
    constructor(options?: WindowOptions) {
      super(host, options);
    }

    static getAllWindows = () => [...WindowBase.all];
    static getFocusedWindow = () => WindowBase.focused ?? null;
    static fromId = (id: number) => [...WindowBase.all].find((window) => window.id === id) ?? null;
    static fromWebContents = (contents: object | undefined) =>
      [...WindowBase.all].find((window) => window.webContents === contents) ?? null;
  };
}
