import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A socket before the real Engine that a test opens and shuts, as if the Engine were started and stopped. */
export interface EngineDoor {
  /** `unix://…`; nothing is there before `open`. */
  readonly url: string;
  readonly path: string;
  open(): Promise<void>;
  /** Ends every connection and takes the socket away. */
  shut(): Promise<void>;
  /** What came through since the last time this was asked, as `POST /containers/NAME/start`, without version and query. */
  asked(): readonly string[];
  /** Connections that were made to it since the last time this was asked. */
  connections(): number;
  /** Keeps back the next request whose first line matches; resolves when it has come, with what lets it through. */
  holdBack(request: RegExp): Promise<() => void>;
  dispose(): Promise<void>;
}

/** First line of a request to an Engine. A request begins with a chunk; what goes over a taken over connection looks otherwise. */
const REQUEST = /^([A-Z]+) (?:\/v[\d.]+)?(\/[^ ?]*)\S* HTTP\/1\.1$/;

function firstLineOf(chunk: Buffer): string {
  return chunk.toString('latin1', 0, 2048).split('\r\n', 1)[0] ?? '';
}

export async function engineDoor(behind: string): Promise<EngineDoor> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-door-'));
  await chmod(folder, 0o755);
  const path = join(folder, 'docker.sock');
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  let held: { readonly request: RegExp; readonly come: (letThrough: () => void) => void } | undefined;
  let asked: string[] = [];
  let connections = 0;
  const isHeld = (chunk: Buffer, letThrough: () => void) => {
    const line = firstLineOf(chunk);
    const [, method, path] = REQUEST.exec(line) ?? [];
    if (path !== undefined) asked.push(`${method} ${path}`);
    if (!held?.request.test(line)) return false;
    held.come(letThrough);
    held = undefined;
    return true;
  };
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
    return socket;
  };
  const door: EngineDoor = {
    url: `unix://${path}`,
    path,
    async open() {
      server = createServer({ allowHalfOpen: true }, (near) => {
        connections += 1;
        const far = keep(connect({ path: behind, allowHalfOpen: true }));
        keep(near).on('data', (chunk: Buffer) => {
          if (!isHeld(chunk, () => far.write(chunk)) && !far.write(chunk)) near.pause();
        });
        far.on('drain', () => near.resume());
        near.on('end', () => far.end());
        far.pipe(near);
        near.on('close', () => far.destroy());
        far.on('close', () => near.destroy());
      });
      await new Promise<void>((resolve) => server?.listen(path, resolve));
    },
    async shut() {
      for (const socket of sockets) socket.destroy();
      const closing = server;
      server = undefined;
      if (closing !== undefined) await new Promise((resolve) => closing.close(resolve));
    },
    asked() {
      const all = asked;
      asked = [];
      return all;
    },
    connections() {
      const all = connections;
      connections = 0;
      return all;
    },
    holdBack(request) {
      return new Promise((come) => {
        held = { request, come };
      });
    },
    async dispose() {
      await door.shut();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return door;
}
