import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http2, { type Http2SecureServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openControl } from '../control/open-control.ts';
import type { DialTls } from './target.ts';

let folder: string;
let server: Http2SecureServer;
let pem: { readonly ca: string; readonly cert: string; readonly key: string };

/** A certificate that signs itself, for the server and for the client. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-tls-'));
  const names = ['-subj', '/CN=buildkit.test', '-addext', 'subjectAltName=DNS:buildkit.test'];
  const files = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...names, ...files], {
    stdio: 'ignore',
  });
  const cert = readFileSync(join(folder, 'cert.pem'), 'utf8');
  pem = { ca: cert, cert, key: readFileSync(join(folder, 'key.pem'), 'utf8') };
  server = http2.createSecureServer({ ...pem, requestCert: true, rejectUnauthorized: true });
  server.on('sessionError', () => {});
  server.on('stream', (stream) =>
    stream.respond({ ':status': 200, 'content-type': 'application/grpc', 'grpc-status': '12' }, { endStream: true }),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The failure code of a call: `unsupported` is the server's answer, so TLS worked. */
async function callWith(tls: DialTls): Promise<{ code: string; detail?: string }> {
  const { port } = server.address() as AddressInfo;
  const control = openControl({ kind: 'tcp', host: '127.0.0.1', port, tls });
  const failure = await control.info().then(
    () => ({ code: 'answered' }),
    (error) => error.failure,
  );
  control.close();
  return failure;
}

describe('openTcp with TLS', () => {
  it('checks the server by its authority and shows the client certificate', async () => {
    expect(await callWith({ ...pem, serverName: 'buildkit.test' })).toMatchObject({ code: 'unsupported' });
  });

  it('does not trust an unknown authority, unless told to', async () => {
    const { cert, key } = pem;
    expect(await callWith({ cert, key, serverName: 'buildkit.test' })).toMatchObject({ code: 'buildkit-unavailable' });
    expect(await callWith({ cert, key, skipVerify: true })).toMatchObject({ code: 'unsupported' });
  });

  it('does not take a certificate for another name', async () => {
    expect(await callWith({ ...pem, serverName: 'other.test' })).toMatchObject({
      code: 'buildkit-unavailable',
      detail: expect.stringContaining('other.test'),
    });
  });

  it('is refused without a client certificate', async () => {
    expect(await callWith({ ca: pem.ca, serverName: 'buildkit.test' })).toMatchObject({ code: 'buildkit-unavailable' });
  });
});
