import http from 'node:http';
import https from 'node:https';
import { getCACertificates } from 'node:tls';
import { proxyFor } from './proxy-for.ts';

const MOST_BYTES = 1024 * 1024;
/** Go's client makes ten requests (net/http client.go, defaultCheckRedirect). */
const MOST_REDIRECTS = 9;

export interface Reply {
  readonly status: number;
  readonly statusText: string;
  readonly body: string;
}

export interface Call {
  readonly method: 'GET' | 'POST';
  readonly form?: string | undefined;
  readonly authorization?: string | undefined;
}

/** The same for all that is asked for one token. */
export interface CallContext {
  readonly signal: AbortSignal;
  /** HTTP_PROXY, HTTPS_PROXY and NO_PROXY, or none. */
  readonly proxyVariables: Readonly<Record<string, string>>;
}

/**
 * One answer of a token server, wherever it redirects to.
 *
 * @throws Error beginning with `what`, its `cause` Node's error if the server could not be asked
 */
export async function callServer(
  url: URL,
  request: Call,
  what: string,
  context: CallContext,
  redirects = 0,
): Promise<Reply> {
  let reply: Reply & { readonly location: string | undefined };
  try {
    reply = await callOnce(url, request, context);
  } catch (error) {
    throw new Error(`${what}: ${placeOf(url)}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
  if (!reply.location || ![301, 302, 303, 307, 308].includes(reply.status)) return reply;
  if (redirects >= MOST_REDIRECTS) throw new Error(`${what}: ${placeOf(url)}: too many redirects`);
  const next = URL.parse(reply.location, url.href);
  if (next === null) throw new Error(`${what}: ${placeOf(url)}: it redirects to what is no address`);
  const follow = redirected(request, reply.status, mayHaveLogin(url, next));
  if (follow === undefined) {
    throw new Error(`${what}: ${placeOf(url)}: it redirects to ${placeOf(next)}, where the login must not go`);
  }
  return callServer(next, follow, what, context, redirects + 1);
}

/** As Go's client goes on (net/http client.go, redirectBehavior), but it takes a form anywhere: undefined where that would tell a login. */
function redirected({ method, form, authorization }: Call, status: number, trusted: boolean): Call | undefined {
  const kept = trusted ? authorization : undefined;
  if (method === 'GET' || status < 307) return { method: 'GET', authorization: kept };
  return trusted ? { method, form, authorization: kept } : undefined;
}

/** The same host, on any port, or one of its own (net/http client.go, shouldCopyHeaderOnRedirect); never where TLS would be lost. */
export function mayHaveLogin(from: URL, to: URL): boolean {
  const ownHost = to.hostname === from.hostname || to.hostname.endsWith(`.${from.hostname}`);
  return ownHost && (from.protocol !== 'https:' || to.protocol === 'https:');
}

function callOnce(
  url: URL,
  { method, form, authorization }: Call,
  { signal, proxyVariables }: CallContext,
): Promise<Reply & { readonly location: string | undefined }> {
  const secure = url.protocol === 'https:';
  if (!secure && url.protocol !== 'http:') return Promise.reject(new Error('not an http address'));
  return new Promise((resolve, reject) => {
    const request = (secure ? https : http).request(
      url,
      {
        method,
        agent: agentOf(secure, proxyFor(url, proxyVariables)),
        signal,
        headers: {
          'User-Agent': 'slipway',
          ...(authorization === undefined ? {} : { Authorization: authorization }),
          ...(form === undefined
            ? {}
            : {
                'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8',
                'Content-Length': Buffer.byteLength(form),
              }),
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          size += chunk.length;
          if (size > MOST_BYTES) response.destroy(new Error('the answer is too long'));
        });
        response.once('error', reject);
        response.once('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            statusText: response.statusMessage ?? '',
            body: Buffer.concat(chunks).toString('utf8'),
            location: response.headers.location,
          }),
        );
      },
    );
    request.once('error', reject);
    request.end(form);
  });
}

/** With the system's own authorities, as Go's client has them. */
function agentOf(secure: boolean, proxy: string | undefined): http.Agent {
  const proxyEnv = { HTTP_PROXY: proxy, HTTPS_PROXY: proxy };
  if (!secure) return new http.Agent({ proxyEnv });
  return new https.Agent({ proxyEnv, ca: [...getCACertificates('default'), ...getCACertificates('system')] });
}

/** Without a query and without a login, which may be secret. */
export function placeOf(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`;
}
