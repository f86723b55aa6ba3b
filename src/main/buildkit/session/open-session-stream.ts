import type { Duplex } from 'node:stream';
import { describeTarget, dial } from '../dial/dial.ts';
import { upgradeEngine } from '../dial/engine-grpc.ts';
import type { DialTarget } from '../dial/target.ts';
import { sessionHeaders } from './session-headers.ts';
import { openTunnel } from './tunnel.ts';

/**
 * Announces a session and gives its byte stream, on which the daemon speaks HTTP/2 as the client. An Engine is asked for `/session`, which costs less than the tunnel through
 * `Control.Session` that every other target has (moby/moby daemon/server/router/session; moby/buildkit session/grpchijack).
 */
export async function openSessionStream(
  target: DialTarget,
  id: string,
  sharedKey: string,
  methods: readonly string[],
  signal: AbortSignal,
): Promise<Duplex> {
  const headers = sessionHeaders(id, sharedKey, methods);
  if (target.kind === 'engine-grpc') {
    const stream = await upgradeEngine(target.engine, '/session', headers, signal);
    if (stream) return stream;
  }
  return openTunnel(await dial(target, { signal }), headers, describeTarget(target));
}
