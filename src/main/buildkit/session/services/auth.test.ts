import { createPublicKey, verify } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import { type ClientHttp2Session, constants } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create, toBinary } from '@bufbuild/protobuf';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Auth } from '../../gen/filesync_pb.js';
import { frameMessage } from '../grpc/framing.ts';
import { callUnary } from '../testing/call-unary.ts';
import { connectTo } from '../testing/receive-tree.ts';
import { authService } from './auth.ts';
import { pathOf } from './unary.ts';

const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
const salt = Buffer.alloc(32, 3);
let folder: string;
let client: ClientHttp2Session;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-auth-'));
});
afterEach(() => {
  client.destroy();
  rmSync(folder, { recursive: true, force: true });
});

function serve(seedFolder: string | undefined, proxyVariables: Readonly<Record<string, string>> = {}): void {
  const find = async (host: string) => {
    if (host === 'r.test') return { username: 'u', secret: 's' };
    return host === 'token.test' ? { username: '', secret: '', registryToken: 'as it is' } : undefined;
  };
  client?.destroy();
  client = connectTo(new Map(authService(find, seedFolder, proxyVariables)));
}

/** As BuildKit opens what was signed (NaCl's `sign`). */
function opens(publicKey: Uint8Array | undefined, signed: Uint8Array | undefined, payload: Buffer): boolean {
  const key = createPublicKey({
    key: Buffer.concat([SPKI_PREFIX, publicKey ?? Buffer.alloc(32)]),
    format: 'der',
    type: 'spki',
  });
  const bytes = Buffer.from(signed ?? []);
  return bytes.subarray(64).equals(payload) && verify(null, payload, key, bytes.subarray(0, 64));
}

describe('logins', () => {
  it('are given for their host, and none for others', async () => {
    serve(folder);
    const get = async (host: string) => (await callUnary(client, Auth.method.credentials, { host })).reply;
    expect(await get('r.test')).toMatchObject({ username: 'u', secret: 's' });
    expect(await get('x.test')).toMatchObject({ username: '', secret: '' });
  });

  it('without a folder for seeds are all there is, so BuildKit fetches tokens itself', async () => {
    serve(undefined);
    expect((await callUnary(client, Auth.method.getTokenAuthority, { host: 'r.test' })).code).toBe(12);
    expect((await callUnary(client, Auth.method.fetchToken, { host: 'r.test' })).code).toBe(12);
  });
});

describe('the token authority', () => {
  it('is the same client in the next session, and another for each host, salt and folder', async () => {
    const keyOf = async (host: string, with_: Buffer = salt) => {
      const { reply } = await callUnary(client, Auth.method.getTokenAuthority, { host, salt: with_ });
      return Buffer.from(reply?.publicKey ?? []).toString('hex');
    };
    serve(folder);
    const first = await keyOf('r.test');
    expect(first).toHaveLength(64);
    const anonymous = await keyOf('x.test');
    serve(folder);
    expect(await keyOf('r.test')).toBe(first);
    expect(await keyOf('r.test', Buffer.alloc(32, 4))).not.toBe(first);
    // Whoever has no login may use the tokens of anybody who has none.
    expect(await keyOf('y.test')).toBe(anonymous);
    serve(join(folder, 'other'));
    expect(await keyOf('r.test')).not.toBe(first);
    expect(Object.keys(JSON.parse(readFileSync(join(folder, '.token_seed'), 'utf8')))).toEqual(['r.test']);
  });

  it('signs what the daemon asks for', async () => {
    serve(folder);
    const payload = Buffer.from('a challenge');
    const { reply: authority } = await callUnary(client, Auth.method.getTokenAuthority, { host: 'r.test', salt });
    const { reply } = await callUnary(client, Auth.method.verifyTokenAuthority, { host: 'r.test', salt, payload });
    expect(opens(authority?.publicKey, reply?.signed, payload)).toBe(true);
    const { reply: other } = await callUnary(client, Auth.method.verifyTokenAuthority, {
      host: 'x.test',
      salt,
      payload,
    });
    expect(opens(authority?.publicKey, other?.signed, payload)).toBe(false);
  });
});

describe('tokens', () => {
  it('that were given are passed on', async () => {
    serve(folder);
    const { reply } = await callUnary(client, Auth.method.fetchToken, { host: 'token.test', realm: 'http://x.test' });
    expect(reply).toMatchObject({ token: 'as it is', expiresIn: 60n });
  });

  it('are fetched through the proxy of this computer', async () => {
    const proxy = http.createServer((request, response) => {
      response.end(JSON.stringify({ token: `${request.method} ${request.url} ${request.headers.host}` }));
    });
    await once(proxy.listen(0, '127.0.0.1'), 'listening');
    serve(folder, { http_proxy: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, NO_PROXY: 'spared.test' });
    const realm = 'http://auth.invalid/token';
    const { reply } = await callUnary(client, Auth.method.fetchToken, { host: 'x.test', realm });
    expect(reply?.token).toBe('GET http://auth.invalid/token auth.invalid');
    proxy.close();
  });

  it('are no longer asked for when the daemon gave up', async () => {
    serve(folder);
    const server = http.createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const stream = client.request({ ':method': 'POST', ':path': pathOf(Auth.method.fetchToken) });
    const realm = `http://127.0.0.1:${port}/token`;
    stream.end(frameMessage(toBinary(Auth.method.fetchToken.input, create(Auth.method.fetchToken.input, { realm }))));
    const [, response] = (await once(server, 'request')) as [unknown, http.ServerResponse];
    stream.close(constants.NGHTTP2_CANCEL);
    await once(response, 'close');
    server.close();
  });

  it('that cannot be had are an error with the reason', async () => {
    serve(folder);
    const { code, message } = await callUnary(client, Auth.method.fetchToken, { host: 'r.test', realm: 'file:///x' });
    expect([code, message]).toEqual([2, 'failed to fetch oauth token: file:///x: not an http address']);
  });
});
