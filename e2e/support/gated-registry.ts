import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface GatedRegistry {
  /** `127.0.0.1:PORT`, which an Engine on this machine takes without TLS. */
  readonly address: string;
  /** Resolves when the Engine has asked for a manifest, which it gets after `open`. */
  readonly asked: Promise<void>;
  open(): void;
  close(): Promise<void>;
}

/** Stands before the test registry and holds the first thing that a pull asks for, so that a test can look meanwhile. */
export async function gatedRegistry(behind: string): Promise<GatedRegistry> {
  const asked = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const [hostname, port] = behind.split(':');
  const server = createServer(async (incoming, outgoing) => {
    if (incoming.url?.includes('/manifests/')) {
      asked.resolve();
      await gate.promise;
    }
    const { host: _host, ...headers } = incoming.headers;
    const sent = request({ hostname, port, method: incoming.method, path: incoming.url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    sent.on('error', () => outgoing.destroy());
    incoming.pipe(sent);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: asked.promise,
    open: () => gate.resolve(),
    async close() {
      gate.resolve();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
