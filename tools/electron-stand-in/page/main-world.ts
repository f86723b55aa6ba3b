import type { makeBridge } from './bridge.ts';

export interface MainWorldConfig {
  readonly incoming: string;
  readonly outgoing: string;
  /** Without context isolation but with node integration, a page has `require`: it must be seen that it would. */
  readonly nodeIntegration: boolean;
}

/**
 * What stands in the page's own world before its first script: the receiving end of the bridge, and a `window.open` that asks the main
 * process and answers null, as a denied one does. Its text runs in the page.
 */
export function prepareMainWorld(config: MainWorldConfig, bridgeMaker: typeof makeBridge): void {
  if (window !== window.top) return;
  const freeze = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || Object.isFrozen(value) || ArrayBuffer.isView(value)) return;
    Object.freeze(value);
    for (const item of Object.values(value)) freeze(item);
  };
  const onExpose = (key: string, value: unknown) => {
    if (key in window) throw new Error('Cannot bind an API on top of an existing property on the window object');
    freeze(value);
    Object.defineProperty(window, key, { value, enumerable: true, configurable: false, writable: false });
  };
  const bridge = bridgeMaker(config.incoming, config.outgoing, onExpose, () => undefined);

  const ask = (url: string, frameName: string, features: string) =>
    bridge.tell('open', { url: new URL(url || 'about:blank', document.baseURI).href, frameName, features });
  const open = (url?: string | URL, name = '', features = '') => {
    ask(String(url ?? ''), name, features);
    return null;
  };
  Object.defineProperty(window, 'open', { value: open, enumerable: true, configurable: true, writable: true });

  const onClick = (event: MouseEvent) => {
    if (event.defaultPrevented) return;
    const link = event
      .composedPath()
      .find((node): node is HTMLAnchorElement => node instanceof HTMLAnchorElement && node.href !== '');
    if (link === undefined) return;
    const named = link.target !== '' && link.target !== '_self' && link.target !== '_top' && link.target !== '_parent';
    const modified = event.button === 1 || (event.button === 0 && (event.ctrlKey || event.shiftKey || event.metaKey));
    if (!named && !modified) return;
    event.preventDefault();
    ask(link.href, named ? link.target : '', '');
  };
  window.addEventListener('click', onClick);
  window.addEventListener('auxclick', onClick);

  if (config.nodeIntegration) {
    const refuse = () => {
      throw new Error('electron stand-in: node integration in a page is not emulated');
    };
    Object.assign(window, { require: refuse, process: { type: 'renderer' }, module: {} });
  }
}
