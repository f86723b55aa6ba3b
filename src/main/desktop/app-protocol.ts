import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { protocol } from 'electron';
import { contentSecurityPolicy } from './content-security-policy.ts';
import { APP_HOST, APP_SCHEME, fileFor } from './served-files.ts';

export const APP_PAGE = `${APP_SCHEME}://${APP_HOST}/index.html`;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
};

/** Must run before the app is ready: gives `app://` an origin of its own, so that 'self' means something. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/**
 * Serves the built renderer, and nothing outside its folder.
 *
 * @param folder absolute path of the built renderer.
 */
export function serveApp(folder: string): void {
  protocol.handle(APP_SCHEME, async (request) => {
    const file = request.method === 'GET' ? fileFor(folder, request.url) : undefined;
    if (file === undefined) return notFound();
    try {
      const nonce = randomBytes(18).toString('base64');
      const content = await readFile(file);
      const body =
        extname(file) === '.html' ? content.toString('utf8').replaceAll('__NONCE__', nonce) : new Uint8Array(content);
      return new Response(body, { headers: headersFor(file, nonce) });
    } catch {
      return notFound();
    }
  });
}

function headersFor(file: string, nonce: string): Record<string, string> {
  return {
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    'content-security-policy': contentSecurityPolicy(nonce),
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin',
  };
}

function notFound(): Response {
  return new Response('Not found', { status: 404, headers: { 'content-type': 'text/plain; charset=utf-8' } });
}
