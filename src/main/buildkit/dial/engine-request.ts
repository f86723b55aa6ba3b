import type { Duplex } from 'node:stream';
import type { EngineAddress } from '../../engine/index.ts';
import { exchange, type Http1Request, type Http1Response, readBody } from './http1.ts';

/** `Host` and the headers that the Docker configuration asks for on every request. */
export function engineHeaders(engine: EngineAddress): Readonly<Record<string, string>> {
  if (engine.kind !== 'tcp') return { Host: 'docker' };
  return { ...engine.headers, Host: `${engine.host.includes(':') ? `[${engine.host}]` : engine.host}:${engine.port}` };
}

/** A request on a stream that stays open: the answer's head and its whole body. */
export async function engineRequest(
  stream: Duplex,
  engine: EngineAddress,
  request: Http1Request,
): Promise<Http1Response & { readonly body: string }> {
  const response = await exchange(stream, { ...request, headers: { ...engineHeaders(engine), ...request.headers } });
  return { ...response, body: await readBody(stream, response) };
}

/** Asks to change protocols; resolves with the answer's head, and only status 101 means the stream is the new protocol's. */
export function engineUpgrade(
  stream: Duplex,
  engine: EngineAddress,
  request: Omit<Http1Request, 'method'> & { readonly protocol: 'h2c' | 'tcp' },
): Promise<Http1Response> {
  const { protocol, ...rest } = request;
  return exchange(stream, {
    ...rest,
    method: 'POST',
    headers: { ...engineHeaders(engine), Connection: 'Upgrade', Upgrade: protocol, ...request.headers },
  });
}

/** The text in an Engine's error answer, `{"message": "…"}`. */
export function engineMessage(body: string, response: Http1Response): string {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null && 'message' in parsed && typeof parsed.message === 'string') {
      return parsed.message;
    }
  } catch {
    // Not JSON: proxies answer in HTML or plain text.
  }
  return `${response.status} ${response.reason} ${body.slice(0, 200)}`.trim();
}
