import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { contentSecurityPolicy } from '../../src/main/desktop/content-security-policy.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
};

/** Serves a built page on loopback as the app does: the same policy, a new nonce for every load. */
export async function servePage(folder: string): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    if (request.url === '/favicon.ico') {
      response.writeHead(204).end();
      return;
    }
    const path = normalize(new URL(request.url ?? '/', 'http://page').pathname);
    void answer(join(folder, path === '/' ? 'index.html' : path)).catch(() => {
      response.writeHead(404).end();
    });
    async function answer(file: string): Promise<void> {
      await stat(file);
      const type = TYPES[extname(file)] ?? 'application/octet-stream';
      if (extname(file) !== '.html') {
        response.writeHead(200, { 'content-type': type });
        createReadStream(file).pipe(response);
        return;
      }
      const nonce = randomBytes(16).toString('base64');
      const page = (await readFile(file, 'utf8')).replaceAll('__NONCE__', nonce);
      response.writeHead(200, { 'content-type': type, 'content-security-policy': contentSecurityPolicy(nonce) });
      response.end(page);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
