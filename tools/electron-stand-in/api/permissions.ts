import type { Session } from '../chromium/connection.ts';
import type { UrlMap } from './url-map.ts';

type Callback = (granted: boolean) => void;
export type RequestHandler = (contents: object, permission: string, callback: Callback, details: object) => void;
export type CheckHandler = (contents: object | null, permission: string, origin: string, details: object) => boolean;

/** Electron's names of permissions, and Chromium's. */
const permissions: readonly (readonly [electron: string, chromium: readonly string[]])[] = [
  ['notifications', ['notifications']],
  ['geolocation', ['geolocation']],
  ['media', ['camera', 'microphone']],
  ['clipboard-read', ['clipboard-read']],
  ['clipboard-sanitized-write', ['clipboard-write']],
  ['midi', ['midi']],
  ['idle-detection', ['idle-detection']],
];

/**
 * The app's answers about permissions. Chromium decides by origin and before a page asks, so the handlers are asked for each permission at
 * each new document; without a handler all is granted, as in Electron.
 */
export class Permissions {
  requestHandler: RequestHandler | null = null;
  checkHandler: CheckHandler | null = null;

  /** Settles what a page of this address may do. */
  async settle(root: Session, urls: UrlMap, contents: object, browserUrl: string): Promise<void> {
    if (!browserUrl.startsWith('http')) return;
    const origin = new URL(browserUrl).origin;
    const requestingUrl = urls.toApp(browserUrl);
    const settings = permissions.map(async ([permission, names]) => {
      const setting = (await this.#decide(contents, permission, requestingUrl)) ? 'granted' : 'denied';
      const calls = names.map((name) => root.send('Browser.setPermission', { permission: { name }, setting, origin }));
      await Promise.allSettled(calls);
    });
    await Promise.all(settings);
  }

  async #decide(contents: object, permission: string, requestingUrl: string): Promise<boolean> {
    const details = { requestingUrl, isMainFrame: true, securityOrigin: requestingUrl };
    if (this.checkHandler !== null && !this.checkHandler(contents, permission, requestingUrl, details)) return false;
    const handler = this.requestHandler;
    if (handler === null) return true;
    // A handler that never calls back leaves the page's request open for ever; here it is a refusal.
    const late = new Promise<boolean>((resolve) => setTimeout(resolve, 1000, false).unref());
    return Promise.race([late, new Promise<boolean>((resolve) => handler(contents, permission, resolve, details))]);
  }
}
