import net from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import type { DialTls } from './target.ts';

/** A Unix socket or a Windows named pipe. */
export function openSocket(path: string, signal?: AbortSignal): Promise<Duplex> {
  return whenReady(net.connect({ path }), 'connect', signal);
}

/** TCP, with TLS where given. BuildKit's server picks HTTP/2 by ALPN (moby/buildkit cmd/buildkitd/main.go, serverCredentials). */
export function openTcp(
  host: string,
  port: number,
  options: DialTls | undefined,
  signal?: AbortSignal,
): Promise<Duplex> {
  if (!options) {
    const socket = net.connect({ host, port, noDelay: true, keepAlive: true });
    return whenReady(socket, 'connect', signal);
  }
  const { ca, cert, key, skipVerify = false, serverName = net.isIP(host) === 0 ? host : undefined } = options;
  const socket = tls.connect({
    host,
    port,
    ALPNProtocols: ['h2'],
    rejectUnauthorized: !skipVerify,
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(serverName === undefined ? {} : { servername: serverName }),
  });
  socket.setNoDelay(true);
  return whenReady(socket, 'secureConnect', signal);
}

function whenReady(socket: net.Socket, event: 'connect' | 'secureConnect', signal?: AbortSignal): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const onAbort = () => socket.destroy(signal?.reason instanceof Error ? signal.reason : new Error('Cancelled.'));
    socket.once('error', reject);
    socket.once(event, () => {
      socket.off('error', reject);
      resolve(socket);
    });
    socket.once('close', () => signal?.removeEventListener('abort', onAbort));
    if (signal?.aborted) onAbort();
    else signal?.addEventListener('abort', onAbort, { once: true });
  });
}
