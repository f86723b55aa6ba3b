import type { Protocol } from '../../../node_modules/playwright-core/types/protocol.d.ts';
import type { UrlMap } from './url-map.ts';

type Handler = (request: Request) => Response | Promise<Response>;
type Paused = Protocol.Fetch.requestPausedPayload;

interface Privileged {
  readonly scheme: string;
  readonly privileges?: Readonly<Record<string, boolean>>;
}

/** Electron's `protocol`: the schemes of the app's own and what answers them. */
export class ProtocolModule {
  readonly #urls: UrlMap;
  readonly #isReady: () => boolean;
  readonly #handlers = new Map<string, Handler>();
  readonly #privileged = new Set<string>();

  constructor(urls: UrlMap, isReady: () => boolean) {
    this.#urls = urls;
    this.#isReady = isReady;
  }

  registerSchemesAsPrivileged(schemes: readonly Privileged[]): void {
    if (this.#isReady()) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    for (const { scheme, privileges } of schemes)
      if (privileges?.standard && privileges.secure) this.#privileged.add(scheme);
  }

  handle(scheme: string, handler: Handler): void {
    if (this.#handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`);
    if (!this.#privileged.has(scheme)) {
      process.stderr.write(
        `electron stand-in: ${scheme}: is not registered as standard and secure, yet behaves as if it were\n`,
      );
    }
    this.#urls.add(scheme);
    this.#handlers.set(scheme, handler);
  }

  unhandle(scheme: string): void {
    if (!this.#handlers.delete(scheme)) throw new Error(`Failed to unhandle protocol: ${scheme}`);
  }

  isProtocolHandled(scheme: string): boolean {
    return this.#handlers.has(scheme);
  }

  /** Asks the app's handler about a request that Chromium holds. Undefined: no handler's affair. Rejects as the handler does. */
  async answer(paused: Paused): Promise<Protocol.Fetch.fulfillRequestParameters | undefined> {
    const scheme = this.#urls.schemeOf(paused.request.url);
    const handler = scheme === undefined ? undefined : this.#handlers.get(scheme);
    if (handler === undefined) return undefined;
    const response = await handler(this.#toRequest(paused));
    const responseHeaders = [...response.headers].map(([name, value]) => ({
      name,
      value: name === 'content-security-policy' ? this.#urls.policyToBrowser(value) : value,
    }));
    return {
      requestId: paused.requestId,
      responseCode: response.status || 200,
      responseHeaders,
      body: Buffer.from(await response.arrayBuffer()).toString('base64'),
    };
  }

  #toRequest({ request }: Paused): Request {
    const headers = new Headers();
    for (const [name, value] of Object.entries(request.headers)) {
      if (name.startsWith(':')) continue;
      headers.set(name, /^(origin|referer)$/i.test(name) ? this.#urls.toApp(value) : value);
    }
    const parts = (request.postDataEntries ?? []).map((entry) => Buffer.from(entry.bytes ?? '', 'base64'));
    const hasBody = parts.length > 0 && request.method !== 'GET' && request.method !== 'HEAD';
    const url = this.#urls.toApp(request.url);
    return new Request(url, { method: request.method, headers, ...(hasBody ? { body: Buffer.concat(parts) } : {}) });
  }
}
