import type { IpcPage } from './transport.ts';

/** The scheme and host under which the app serves its own page. */
export const APP_ORIGIN = 'app://slipway';

/**
 * True only for the main frame of the app's own page. Every handler asks this before it looks at the payload, since
 * any document that came to be shown in a window could otherwise give orders.
 */
export function isTrustedSender(page: Pick<IpcPage, 'url' | 'isMainFrame'>): boolean {
  if (!page.isMainFrame) return false;
  const match = /^([a-z]+:\/\/[^/?#]*)(?:[/?#]|$)/.exec(page.url);
  return match?.[1] === APP_ORIGIN;
}
