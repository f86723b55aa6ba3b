import type { Duplex } from 'node:stream';
import { upgradeEngine } from '../dial/engine-grpc.ts';
import type { DialTarget } from '../dial/target.ts';
import { sessionHeaders } from './session-headers.ts';

export interface SessionStream {
  /** The daemon speaks HTTP/2 on it, as the client. */
  readonly stream: Duplex;
  close(): void;
}

/**
 * Announces a session and gives its byte stream. An Engine is asked for `/session`, which costs less than the tunnel through
 * `Control.Session` that every other target has (moby/moby daemon/server/router/session; moby/buildkit session/grpchijack).
 */
export async function openSessionStream(
  target: DialTarget,
  id: string,
  sharedKey: string,
  methods: readonly string[],
): Promise<SessionStream> {
  const headers = sessionHeaders(id, sharedKey, methods);
  if (target.kind === 'engine-grpc') {
    const stream = await upgradeEngine(target.engine, '/session', headers);
    if (stream) return { stream, close: () => stream.destroy() };
  }
  // Only this way needs a gRPC client, which takes a while to load.
  const { openControl } = await import('../control/open-control.ts');
  const control = openControl(target);
  const stream = control.openSessionTunnel(headers);
  const close = () => {
    stream.destroy();
    control.close();
  };
  return { stream, close };
}
