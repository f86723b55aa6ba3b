import type { EventEmitter } from 'node:events';
import { PreventableEvent } from './events.ts';
import type { WebContents } from './web-contents.ts';
import { parseColor } from './window-options.ts';

/** Paints what stands behind a page that has no background of its own, and before the first one. */
export function paintBackground(contents: WebContents, background: string): void {
  const color = parseColor(background);
  if (color === undefined) return;
  const paint = contents.page.then((page) => page.send('Emulation.setDefaultBackgroundColorOverride', { color }));
  paint.catch(() => undefined);
}

/** Follows the title of a window's page; a listener may keep the window's own. */
export function followTitle(
  window: EventEmitter,
  contents: WebContents,
  title: () => string,
  set: (title: string) => void,
): void {
  const read = async () => {
    const found = await contents.executeJavaScript('document.title').catch(() => '');
    if (typeof found !== 'string' || found === '' || found === title()) return;
    const event = new PreventableEvent();
    contents.emit('page-title-updated', event, found, true);
    window.emit('page-title-updated', event, found, true);
    if (!event.defaultPrevented) set(found);
  };
  contents.on('dom-ready', () => void read());
}
