import type { Duplex } from 'node:stream';
import { type EngineAddress, openEngineStream } from '../../engine/index.ts';
import { engineRefused, engineUnreachable } from './dial-error.ts';
import { engineMessage, engineUpgrade } from './engine-request.ts';
import { readBody } from './http1.ts';
import { openTcp } from './socket.ts';

/**
 * The Engine's own BuildKit. `POST /grpc` upgrades to HTTP/2 (moby/moby daemon/server/router/grpc/grpc_routes.go); an Engine that
 * dropped it answers gRPC on the listener itself, HTTP/2 from the first byte (moby/moby daemon/command/httphandler.go, 29.2).
 */
export async function dialEngineGrpc(engine: EngineAddress, signal?: AbortSignal): Promise<Duplex> {
  const upgraded = await upgradeEngine(engine, '/grpc', {}, signal);
  return upgraded ?? openForHttp2(engine, signal);
}

/**
 * A stream that `path` turned into HTTP/2, or undefined where the Engine has no such path.
 *
 * @throws SlipwayError `engine-…`
 */
export async function upgradeEngine(
  engine: EngineAddress,
  path: '/grpc' | '/session',
  headers: Readonly<Record<string, string | readonly string[]>>,
  signal?: AbortSignal,
): Promise<Duplex | undefined> {
  const stream = await openStream(engine, signal);
  try {
    const response = await engineUpgrade(stream, engine, { path, headers, protocol: 'h2c' });
    if (response.status === 101) return stream;
    if (response.status !== 404) throw engineRefused(engineMessage(await readBody(stream, response), response));
    stream.destroy();
    return undefined;
  } catch (error) {
    stream.destroy();
    throw engineUnreachable(engine, error);
  }
}

export async function openStream(engine: EngineAddress, signal?: AbortSignal): Promise<Duplex> {
  try {
    return await openEngineStream(engine, { signal });
  } catch (error) {
    throw engineUnreachable(engine, error);
  }
}

/** Over TLS the server must be told HTTP/2 while it shakes hands, which the Engine's usual streams do not do. */
async function openForHttp2(engine: EngineAddress, signal?: AbortSignal): Promise<Duplex> {
  if (engine.kind !== 'tcp' || !engine.tls) return openStream(engine, signal);
  try {
    return await openTcp(engine.host, engine.port, engine.tls, signal);
  } catch (error) {
    throw engineUnreachable(engine, error);
  }
}
