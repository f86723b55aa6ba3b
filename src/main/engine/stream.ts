import net from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import type { EngineAddress } from './address.ts';
import { openSshStream } from './ssh.ts';

/** The ALPN list of the docker client; without it some proxies pick HTTP/2, which cannot be upgraded. */
const ALPN = ['http/1.1'];

export interface OpenStreamOptions {
  /** Before it is open: gives up. Later: destroys the stream. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens a raw byte stream to an Engine's HTTP API: a socket, a TLS socket, or the standard streams of an `ssh` child
 * that runs `docker system dial-stdio` on the other machine.
 *
 * Resolves when connected (ssh: when started). Rejects with Node's own error (`ENOENT`, `EACCES`, `ECONNREFUSED`, TLS
 * codes): `explainConnectError` puts it in plain words.
 */
export function openEngineStream(address: EngineAddress, options: OpenStreamOptions = {}): Promise<Duplex> {
  const { signal } = options;
  if (signal?.aborted) return Promise.reject(signal.reason);
  if (address.kind === 'ssh') return openSshStream(address, options);
  const socket = connect(address);
  const ready = address.kind === 'tcp' && address.tls ? 'secureConnect' : 'connect';
  return new Promise((resolve, reject) => {
    const onAbort = () => socket.destroy(asError(signal?.reason));
    const onError = (error: Error) => {
      signal?.removeEventListener('abort', onAbort);
      reject(error);
    };
    socket.once('error', onError);
    socket.once(ready, () => {
      socket.off('error', onError);
      resolve(socket);
    });
    socket.once('close', () => signal?.removeEventListener('abort', onAbort));
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

function connect(address: Exclude<EngineAddress, { kind: 'ssh' }>): net.Socket {
  if (address.kind === 'socket') return net.connect({ path: address.path });
  const socket = address.tls
    ? tls.connect({
        host: address.host,
        port: address.port,
        ALPNProtocols: ALPN,
        rejectUnauthorized: !address.tls.skipVerify,
        ...(address.tls.ca === undefined ? {} : { ca: address.tls.ca }),
        ...(address.tls.cert === undefined ? {} : { cert: address.tls.cert }),
        ...(address.tls.key === undefined ? {} : { key: address.tls.key }),
        ...serverNameOf(address.host, address.tls.serverName),
      })
    : net.connect({ host: address.host, port: address.port });
  socket.setNoDelay(true);
  socket.setKeepAlive(true, 30_000);
  return socket;
}

/** SNI may not hold an IP address. */
function serverNameOf(host: string, given: string | undefined): { servername?: string } {
  if (given !== undefined) return { servername: given };
  return net.isIP(host) === 0 ? { servername: host } : {};
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('The connection was given up.');
}
