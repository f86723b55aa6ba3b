import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http, { type Server } from 'node:http';
import http2 from 'node:http2';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failureOf } from '../../../shared/contract/failure.ts';
import { environmentOf, reachOf } from '../../engine/index.ts';
import { openControl } from '../control/open-control.ts';
import { dial } from './dial.ts';

let folder: string;
let path: string;
let servers: { close(): unknown }[];
let sockets: Set<Duplex>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-dial-'));
  path = join(folder, 'engine.sock');
  servers = [];
  sockets = new Set();
});
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function listen<S extends net.Server | Server>(server: S): Promise<S> {
  servers.push(server);
  server.on('connection', (socket: Duplex) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(path, () => resolve()));
  return server;
}

function firstBytes(stream: Duplex): Promise<string> {
  return new Promise((resolve) => stream.once('data', (chunk: Buffer) => resolve(chunk.toString())));
}

/** Answers every connection with the same bytes once a whole request head has come. */
function answering(...pieces: string[]): net.Server {
  return net.createServer((socket) => {
    socket.once('data', () => {
      for (const piece of pieces) socket.write(piece);
    });
  });
}

const engine = () => ({ kind: 'socket', path }) as const;

describe.runIf(process.platform !== 'win32')('dial to an Engine', () => {
  it('keeps what comes right behind the upgrade', async () => {
    await listen(answering('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\nfirst', ' and more'));
    const { stream } = await dial({ kind: 'engine-grpc', engine: engine() });
    expect(await firstBytes(stream)).toMatch(/^first/);
    stream.destroy();
  });

  it('over ssh has the variables of the environment that the address was found in', async () => {
    const ssh = join(folder, 'ssh');
    writeFileSync(
      ssh,
      '#!/bin/sh\nprintf \'HTTP/1.1 101 UPGRADED\\r\\nUpgrade: h2c\\r\\n\\r\\n\'\necho "$SSH_AUTH_SOCK"\nexec cat >/dev/null\n',
    );
    chmodSync(ssh, 0o755);
    const env = { PATH: `${folder}:/usr/bin:/bin`, SSH_AUTH_SOCK: '/agent' };
    const reach = await reachOf(environmentOf({ env, home: folder, platform: 'linux' }), 'ssh://far');
    if (reach.kind === 'broken') throw new Error(reach.failure.title);
    // As a worker gets it.
    const target = structuredClone({ kind: 'engine-grpc', engine: reach.address } as const);
    const { stream } = await dial(target);
    expect(await firstBytes(stream)).toBe('/agent\n');
    stream.destroy();
  });

  it('sends an upgrade that the Engine understands', async () => {
    const seen = new Promise<http.IncomingMessage>((resolve) => {
      const server = http.createServer();
      server.on('upgrade', (request, socket) => {
        socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n');
        resolve(request);
      });
      void listen(server);
    });
    // The server listens only after this turn.
    await new Promise(setImmediate);
    const { stream } = await dial({ kind: 'engine-grpc', engine: engine() });
    const { method, url, headers } = await seen;
    expect([method, url, headers.upgrade, headers.host]).toEqual(['POST', '/grpc', 'h2c', 'docker']);
    stream.destroy();
  });

  it('speaks HTTP/2 at once where /grpc is gone, and the client works over it', async () => {
    const h2 = http2.createServer();
    h2.on('stream', (stream) =>
      stream.respond({ ':status': 200, 'content-type': 'application/grpc', 'grpc-status': '12' }, { endStream: true }),
    );
    // As an Engine from 29.2 on does: the first bytes tell HTTP/2 from HTTP/1.
    await listen(
      net.createServer((socket) => {
        socket.once('readable', () => {
          const head: Buffer | null = socket.read();
          if (!head) return;
          socket.unshift(head);
          if (head.toString('latin1', 0, 3) === 'PRI') h2.emit('connection', socket);
          else socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 29\r\n\r\n{"message":"page not found"}\n');
        });
      }),
    );
    const control = openControl({ kind: 'engine-grpc', engine: engine() });
    await expect(control.info()).rejects.toMatchObject({ failure: { code: 'unsupported' } });
    control.close();
  });

  it("passes on the Engine's refusal", async () => {
    await listen(
      answering(
        'HTTP/1.1 500 Oops\r\nTransfer-Encoding: chunked\r\n\r\n',
        '8\r\n{"messag\r\n',
        'b\r\ne":"no h2"}\r\n0\r\n\r\n',
      ),
    );
    const error = await dial({ kind: 'engine-grpc', engine: engine() }).catch(failureOf);
    expect(error).toMatchObject({ code: 'engine-refused', detail: 'no h2' });
  });

  it.each([
    [409, 'container x is not running', 'builder-not-running'],
    [404, 'No such container: x', 'builder-not-running'],
    [403, 'authorization denied', 'engine-refused'],
  ])('says what is wrong with the container: %i', async (status, message, code) => {
    const body = JSON.stringify({ message });
    await listen(answering(`HTTP/1.1 ${status} No\r\nContent-Length: ${body.length}\r\n\r\n${body}`));
    const error = await dial({ kind: 'container', engine: engine(), container: 'x' }).catch(failureOf);
    expect(error).toMatchObject({ code, detail: message });
  });

  it('says so when the Engine hangs up', async () => {
    await listen(net.createServer((socket) => socket.end()));
    const error = await dial({ kind: 'engine-grpc', engine: engine() }).catch(failureOf);
    expect(error).toMatchObject({ code: 'engine-unreachable' });
  });

  it('can be given up', async () => {
    await listen(net.createServer());
    const abort = new AbortController();
    const dialing = dial({ kind: 'engine-grpc', engine: engine() }, { signal: abort.signal }).catch(failureOf);
    abort.abort();
    expect(await dialing).toMatchObject({ code: 'cancelled' });
  });

  it('says that nothing listens', async () => {
    expect(await dial({ kind: 'engine-grpc', engine: engine() }).catch(failureOf)).toMatchObject({
      code: 'engine-not-running',
    });
    expect(await dial({ kind: 'socket', path }).catch(failureOf)).toMatchObject({ code: 'buildkit-unavailable' });
    expect(await dial({ kind: 'tcp', host: '127.0.0.1', port: 1 }).catch(failureOf)).toMatchObject({
      code: 'buildkit-unavailable',
    });
  });
});
