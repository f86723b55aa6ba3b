import { join, normalize, sep } from 'node:path';

/** Scheme and host under which the app serves its page. */
export const APP_SCHEME = 'app';
export const APP_HOST = 'slipway';

/** The file behind an `app://slipway/…` address; undefined for other hosts and for what leads outside the folder. */
export function fileFor(folder: string, address: string): string | undefined {
  const url = new URL(address);
  if (url.host !== APP_HOST) return undefined;
  let path: string;
  try {
    path = decodeURIComponent(url.pathname);
  } catch {
    return undefined;
  }
  if (path.includes('\0') || path.includes('\\')) return undefined;
  const file = normalize(join(folder, path === '/' ? 'index.html' : path));
  return file.startsWith(normalize(folder) + sep) ? file : undefined;
}
