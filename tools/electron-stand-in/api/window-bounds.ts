import type { Browser } from '../chromium/browser.ts';

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where a window of Chromium is and how large: what the app set last, sent on once the window is there, in order. */
export class WindowBounds {
  #bounds: Rectangle;
  #minimum: readonly [number, number];
  readonly #browser: Browser;
  readonly #windowId: Promise<number>;
  #last: Promise<unknown>;

  constructor(browser: Browser, target: Promise<string>, bounds: Rectangle, minimum: readonly [number, number]) {
    this.#browser = browser;
    this.#minimum = minimum;
    this.#bounds = bounds;
    this.#windowId = target.then(async (targetId) => {
      return (await browser.root.send('Browser.getWindowForTarget', { targetId })).windowId;
    });
    this.#last = this.#windowId.catch(() => undefined);
    this.resize(bounds.width, bounds.height);
  }

  get current(): Rectangle {
    return this.#bounds;
  }

  get minimum(): readonly [number, number] {
    return this.#minimum;
  }

  set minimum(size: readonly [number, number]) {
    this.#minimum = size;
  }

  /** Resolves when everything asked for so far is done. */
  settled(): Promise<unknown> {
    return this.#last;
  }

  /** Sets the size of the page: without this a headless window loses 87 px to an address bar that nobody sees. */
  resize(width: number, height: number): void {
    const size = { width: Math.max(width, this.#minimum[0]), height: Math.max(height, this.#minimum[1]) };
    this.#bounds = { ...this.#bounds, ...size };
    this.#then((windowId) => this.#browser.root.send('Browser.setContentsSize', { windowId, ...size }));
  }

  move(x: number, y: number): void {
    this.#bounds = { ...this.#bounds, x, y };
    this.#then((windowId) =>
      this.#browser.root.send('Browser.setWindowBounds', { windowId, bounds: { left: x, top: y } }),
    );
  }

  state(windowState: 'normal' | 'minimized' | 'maximized' | 'fullscreen'): void {
    this.#then((windowId) => this.#browser.root.send('Browser.setWindowBounds', { windowId, bounds: { windowState } }));
  }

  #then(work: (windowId: number) => Promise<unknown>): void {
    this.#last = this.#last.then(async () => work(await this.#windowId)).catch(() => undefined);
  }
}
