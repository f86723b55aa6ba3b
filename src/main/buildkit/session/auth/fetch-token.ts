import type { RegistryCredentials } from '../types.ts';
import { type Pause, patiently } from './patiently.ts';
import { type Call, type CallContext, callServer, placeOf, type Reply } from './token-call.ts';

/** What a registry wants a token for, as its challenge and the daemon say. */
export interface TokenRequest {
  readonly clientId: string;
  readonly realm: string;
  readonly service: string;
  readonly scopes: readonly string[];
}

export interface Token {
  readonly token: string;
  /** Seconds. */
  readonly expiresIn: number;
  /** Seconds since 1970; undefined where the server does not say. */
  readonly issuedAt: number | undefined;
}

/** Seconds that a token is good for if nothing is said. */
export const DEFAULT_EXPIRATION = 60;
/** For all that is asked, again and again: the daemon waits 60 seconds (moby/buildkit session/auth/auth.go). */
const TIMEOUT_MS = 50_000;

/**
 * Fetches a token from a registry's token server: with a login by OAuth's POST, and by GET where the server has none of that; without one,
 * anonymously (moby/buildkit session/auth/authprovider/authprovider.go, FetchToken; containerd core/remotes/docker/auth/fetch.go).
 *
 * @throws Error with the server's words, never with what was sent to it
 */
export async function fetchToken(
  request: TokenRequest,
  login: RegistryCredentials | undefined,
  { signal, proxyVariables = {}, pause }: Partial<CallContext> & { readonly pause?: Pause } = {},
): Promise<Token> {
  const limit = AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), ...(signal === undefined ? [] : [signal])]);
  const ask: Ask = (url, call, what) =>
    patiently(() => callServer(url, call, what, { signal: limit, proxyVariables }), limit, pause);
  if (!login?.secret) return byGet(request, undefined, 'failed to fetch anonymous token', ask);
  const reply = await ask(new URL(request.realm), { method: 'POST', form: formOf(request, login) }, OAUTH);
  if (reply.status >= 200 && reply.status < 400) return tokenOf(reply.body, OAUTH);
  // Some answer a POST so because they do not know it.
  const goOn = reply.status === 404 || reply.status === 401 || (reply.status === 405 && login.username !== '');
  if (!goOn) throw unexpected('POST', request.realm, reply, OAUTH);
  return byGet(request, login, OAUTH, ask);
}

type Ask = (url: URL, call: Call, what: string) => Promise<Reply>;

const OAUTH = 'failed to fetch oauth token';

function formOf({ clientId, service, scopes }: TokenRequest, { username, secret }: RegistryCredentials): string {
  const form = new URLSearchParams();
  if (scopes.length > 0) form.set('scope', scopes.join(' '));
  form.set('service', service);
  form.set('client_id', clientId || 'buildkit-client');
  form.set('grant_type', username === '' ? 'refresh_token' : 'password');
  if (username === '') form.set('refresh_token', secret);
  else {
    form.set('username', username);
    form.set('password', secret);
  }
  return form.toString();
}

async function byGet(
  request: TokenRequest,
  login: RegistryCredentials | undefined,
  what: string,
  ask: Ask,
): Promise<Token> {
  const url = new URL(request.realm);
  if (request.service !== '') url.searchParams.append('service', request.service);
  for (const scope of request.scopes) url.searchParams.append('scope', scope);
  const authorization = login && `Basic ${Buffer.from(`${login.username}:${login.secret}`).toString('base64')}`;
  const reply = await ask(url, { method: 'GET', authorization }, what);
  if (reply.status < 200 || reply.status >= 400) throw unexpected('GET', request.realm, reply, what);
  return tokenOf(reply.body, what);
}

function tokenOf(body: string, what: string): Token {
  const json = objectIn(body);
  // Not with the text: it may hold half a token.
  if (json === undefined) throw new Error(`${what}: unable to decode token response`);
  const token = [json.access_token, json.token].find((value) => typeof value === 'string' && value !== '');
  if (typeof token !== 'string') {
    throw new Error(`${what}: authorization server did not include a token in the response`);
  }
  const issued = typeof json.issued_at === 'string' ? Math.floor(Date.parse(json.issued_at) / 1000) : Number.NaN;
  const expires = typeof json.expires_in === 'number' ? Math.floor(json.expires_in) : 0;
  return {
    token,
    // What is no number of seconds that could be meant is as good as nothing said.
    expiresIn: Number.isSafeInteger(expires) && expires !== 0 ? expires : DEFAULT_EXPIRATION,
    issuedAt: Number.isFinite(issued) ? issued : undefined,
  };
}

function objectIn(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const json: unknown = JSON.parse(body);
    return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function unexpected(method: string, realm: string, { status, statusText, body }: Reply, what: string): Error {
  const said = saidIn(body);
  return new Error(
    `${what}: unexpected status from ${method} request to ${placeOf(new URL(realm))}: ${status} ${statusText}${said === '' ? '' : `: ${said}`}`,
  );
}

/** What a registry answers to say why (opencontainers/distribution-spec spec.md, Error Codes). */
function saidIn(body: string): string {
  try {
    const json = JSON.parse(body) as Record<string, unknown>;
    const errors = Array.isArray(json.errors) ? (json.errors as readonly Record<string, unknown>[]) : [];
    const said = errors.map(({ message }) => message).find((message) => typeof message === 'string');
    return String(said ?? json.details ?? json.error_description ?? json.error ?? '').slice(0, 300);
  } catch {
    return '';
  }
}
