import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RegistryCredentials } from '../types.ts';
import * as real from './fetch-token.ts';

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

let server: http.Server;
let realm: string;
let asked: Asked[];
let answer: (one: Asked) => Answer | 'reset' | 'cut';
let pauses: number[];

interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly location?: string;
}

/** Without the pauses, which are noted. */
const fetchToken = (request: real.TokenRequest, login: RegistryCredentials | undefined, signal?: AbortSignal) =>
  real.fetchToken(request, login, {
    ...(signal === undefined ? {} : { signal }),
    pause: async (milliseconds) => pauses.push(milliseconds),
  });

beforeEach(async () => {
  asked = [];
  pauses = [];
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
    const said = answer(one);
    if (said === 'reset') return request.socket.resetAndDestroy();
    if (said === 'cut') {
      response.writeHead(200, { 'Content-Length': 1000 });
      return response.write('{"token', () => request.socket.destroy());
    }
    const { status, body: reply, location } = said;
    response.writeHead(status, location === undefined ? {} : { Location: location });
    return response.end(typeof reply === 'string' ? reply : JSON.stringify(reply));
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

describe('a failure that may pass', () => {
  const failing = (times: number, failure: Answer | 'reset' | 'cut') => () =>
    asked.length <= times ? failure : { status: 200, body: { access_token: 'at last' } };

  it.each<[string, Answer | 'reset' | 'cut']>([
    ['503', { status: 503 }],
    ['a reset', 'reset'],
    ['an answer that breaks off', 'cut'],
    ['an empty answer', { status: 200, body: '' }],
  ])('is asked again after a pause: %s', async (_name, failure) => {
    answer = failing(1, failure);
    expect((await fetchToken(request(), login)).token).toBe('at last');
    expect(asked.map(({ method, body }) => [method, body.includes('password=hush')])).toEqual([
      ['POST', true],
      ['POST', true],
    ]);
    expect(pauses).toEqual([1000]);
  });

  it('is asked four times, without a login too, and then told', async () => {
    answer = failing(3, { status: 500 });
    expect((await fetchToken(request(), undefined)).token).toBe('at last');
    expect(pauses).toEqual([1000, 2000, 4000]);
    asked = [];
    answer = failing(4, { status: 502, body: { details: 'no upstream' } });
    await expect(fetchToken(request(), undefined)).rejects.toThrow('502 Bad Gateway: no upstream');
    expect(asked).toHaveLength(4);
  });

  it.each([400, 403, 429])('is none where the server refuses: %i', async (status) => {
    answer = failing(1, { status });
    await expect(fetchToken(request(), login)).rejects.toThrow(String(status));
    expect([asked.length, pauses]).toEqual([1, []]);
  });

  it('is not asked about again by who gave up, nor where nobody listens', async () => {
    const stop = new AbortController();
    answer = () => {
      stop.abort();
      return 'reset';
    };
    await expect(fetchToken(request(), login, stop.signal)).rejects.toThrow('aborted');
    expect([asked.length, pauses]).toEqual([1, []]);
    server.close();
    await expect(fetchToken(request(), login)).rejects.toThrow('ECONNREFUSED');
    expect(pauses).toEqual([]);
  });

  it('ends the pause of who gives up', async () => {
    const stop = new AbortController();
    answer = () => ({ status: 503 });
    const began = real.fetchToken(request(), login, {
      signal: stop.signal,
      pause: (_milliseconds, signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
          stop.abort();
        }),
    });
    await expect(began).rejects.toThrow('aborted');
    expect(asked).toHaveLength(1);
  });
});

describe('a redirect', () => {
  const elsewhere = () => realm.replace('127.0.0.1', 'localhost').replace('/token', '/moved');
  const moving = (status: number, location: string) => (one: Asked) =>
    one.url.startsWith('/token') ? { status, location } : { status: 200, body: { access_token: 'moved' } };

  /** On all addresses, since `localhost` may be another one. */
  beforeEach(async () => {
    const { port } = new URL(realm);
    await new Promise((resolve) => server.close(resolve));
    await new Promise<void>((resolve) => server.listen(Number(port), resolve));
  });

  it.each([307, 308])('takes the form along within its server: %i', async (status) => {
    answer = moving(status, '/moved');
    expect((await fetchToken(request(), login)).token).toBe('moved');
    expect(asked[1]).toEqual({ ...asked[0], url: '/moved' });
    expect(asked[1]?.body).toContain('password=hush');
  });

  it.each([301, 302, 303])('makes a GET without anything of the form: %i', async (status) => {
    answer = moving(status, '/moved');
    expect((await fetchToken(request(), login)).token).toBe('moved');
    expect(asked[1]).toEqual({ method: 'GET', url: '/moved', authorization: undefined, body: '' });
  });

  it.each([307, 308])('never takes the form to another server, and says so: %i', async (status) => {
    answer = moving(status, elsewhere());
    const error = await fetchToken(request(), login).catch((thrown: Error) => thrown.message);
    expect(error).toMatch(/redirects to http:\/\/localhost:\d+\/moved, where the login must not go$/);
    expect(error).not.toMatch(/hush|account/);
    expect(asked).toHaveLength(1);
  });

  it.each([301, 302, 303, 307, 308])('of a GET keeps a login for its server: %i', async (status) => {
    const post = ({ method }: Asked) => method === 'POST';
    answer = (one) => (post(one) ? { status: 404 } : moving(status, '/moved')(one));
    expect((await fetchToken(request(), login)).token).toBe('moved');
    expect(asked.at(-1)).toMatchObject({ method: 'GET', url: '/moved', authorization: basic });
    answer = (one) => (post(one) ? { status: 404 } : moving(status, elsewhere())(one));
    expect((await fetchToken(request(), login)).token).toBe('moved');
    expect(asked.at(-1)).toMatchObject({ method: 'GET', authorization: undefined });
  });

  it('that goes in circles comes to an end', async () => {
    answer = () => ({ status: 307, location: '/token' });
    await expect(fetchToken(request(), login)).rejects.toThrow('too many redirects');
    expect(asked).toHaveLength(10);
  });
});
