import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fetchToken } from './fetch-token.ts';

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

let server: http.Server;
let realm: string;
let asked: Asked[];
let answer: (one: Asked) => { readonly status: number; readonly body?: unknown; readonly location?: string };

beforeEach(async () => {
  asked = [];
  server = http.createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const one = {
      method: request.method ?? '',
      url: request.url ?? '',
      authorization: request.headers.authorization,
      body,
    };
    asked.push(one);
    const { status, body: reply, location } = answer(one);
    response.writeHead(status, location === undefined ? {} : { Location: location });
    response.end(typeof reply === 'string' ? reply : JSON.stringify(reply));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  realm = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token?account=x`;
});
afterEach(() => server.close());

const request = () => ({
  clientId: 'buildkit-client',
  realm,
  service: 'registry.test',
  scopes: ['repository:a:pull', 'repository:b:pull,push'],
});
const login = { username: 'someone', secret: 'hush & more' };
const basic = `Basic ${Buffer.from('someone:hush & more').toString('base64')}`;

describe('fetchToken', () => {
  it('posts a login, as OAuth has it', async () => {
    answer = () => ({
      status: 200,
      body: { access_token: 'abc', expires_in: 300, issued_at: '2026-01-02T03:04:05.6Z', token: 'other' },
    });
    const { token, expiresIn, issuedAt } = await fetchToken(request(), login);
    expect([token, expiresIn, issuedAt]).toEqual(['abc', 300, Date.UTC(2026, 0, 2, 3, 4, 5) / 1000]);
    expect(asked).toMatchObject([{ method: 'POST', url: '/token?account=x', authorization: undefined }]);
    expect(Object.fromEntries(new URLSearchParams(asked[0]?.body))).toEqual({
      grant_type: 'password',
      username: 'someone',
      password: 'hush & more',
      service: 'registry.test',
      client_id: 'buildkit-client',
      scope: 'repository:a:pull repository:b:pull,push',
    });
  });

  it('posts an identity token as what refreshes', async () => {
    answer = () => ({ status: 200, body: { access_token: 'abc' } });
    expect((await fetchToken(request(), { username: '', secret: 'identity' })).expiresIn).toBe(60);
    expect(asked[0]?.body).toContain('grant_type=refresh_token&refresh_token=identity');
  });

  it.each([404, 401, 405])('asks by GET where POST is answered with %i', async (status) => {
    answer = ({ method }) => (method === 'POST' ? { status } : { status: 200, body: { token: 'got' } });
    expect(await fetchToken(request(), login)).toEqual({ token: 'got', expiresIn: 60, issuedAt: undefined });
    const url = new URL(asked[1]?.url ?? '', realm);
    expect([url.searchParams.get('account'), url.searchParams.get('service')]).toEqual(['x', 'registry.test']);
    expect(url.searchParams.getAll('scope')).toEqual(request().scopes);
    expect(asked[1]?.authorization).toBe(basic);
  });

  it('asks anonymously without a login', async () => {
    answer = () => ({ status: 200, body: { token: 'anyone' } });
    expect((await fetchToken(request(), undefined)).token).toBe('anyone');
    expect(asked).toMatchObject([{ method: 'GET', authorization: undefined }]);
  });

  it('takes no login along to another server', async () => {
    answer = ({ method, url }) => {
      if (method === 'POST') return { status: 404 };
      if (url.startsWith('/token'))
        return { status: 302, location: realm.replace('127.0.0.1', 'localhost').replace('/token', '/moved') };
      return { status: 200, body: { token: 'moved' } };
    };
    server.close();
    await new Promise<void>((resolve) => server.listen(Number(new URL(realm).port), resolve));
    expect((await fetchToken(request(), login)).token).toBe('moved');
    expect(asked.at(-1)).toMatchObject({ authorization: undefined });
  });

  it.each([
    [500, { errors: [{ message: 'no such luck' }] }, '500 Internal Server Error: no such luck'],
    [403, 'not JSON', '403 Forbidden'],
    [200, {}, 'did not include a token'],
    [200, 'hush & more', 'unable to decode token response'],
  ])('fails with the words of the server and nothing secret: %i %j', async (status, body, text) => {
    answer = () => ({ status, body });
    const error = await fetchToken(request(), login).catch((thrown: Error) => thrown.message);
    expect(error).toContain('failed to fetch oauth token');
    expect(error).toContain(text);
    expect(error).not.toMatch(/hush|account/);
  });

  it('says where nobody answers', async () => {
    server.close();
    const error = await fetchToken(request(), undefined).catch((thrown: Error) => thrown.message);
    expect(error).toMatch(/^failed to fetch anonymous token: http:\/\/127\.0\.0\.1:\d+\/token: .*ECONNREFUSED/);
  });
});
