import net from 'node:net';
import type { DialTarget } from '../dial/target.ts';

/** A grpc-js target that can be connected to whenever the real one can: the same address, or for ssh a listener of our own. */
export async function placeholderTarget(target: DialTarget): Promise<string> {
  switch (target.kind) {
    case 'socket':
      return `unix:${target.path}`;
    case 'tcp':
      return tcpTarget(target.host, target.port);
    default: {
      const { engine } = target;
      if (engine.kind === 'socket') return `unix:${engine.path}`;
      if (engine.kind === 'tcp') return tcpTarget(engine.host, engine.port);
      return tcpTarget('127.0.0.1', await closedListenerPort());
    }
  }
}

function tcpTarget(host: string, port: number): string {
  return `dns:///${host.includes(':') ? `[${host}]` : host}:${port}`;
}

let listening: Promise<number> | undefined;

/** A loopback listener that closes every connection at once and says nothing; one for the process, it does not keep it alive. */
function closedListenerPort(): Promise<number> {
  listening ??= new Promise((resolve, reject) => {
    const server = net.createServer((socket) => {
      socket.on('error', () => {});
      socket.destroy();
    });
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      server.unref();
      const address = server.address();
      if (address && typeof address === 'object') resolve(address.port);
      else reject(new Error('The placeholder has no port.'));
    });
  });
  return listening;
}
