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
  dispose(): Promise<void>;
}

export async function engineDoor(behind: string): Promise<EngineDoor> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-door-'));
  await chmod(folder, 0o755);
  const path = join(folder, 'docker.sock');
  const sockets = new Set<Socket>();
  let server: Server | undefined;
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
        const far = keep(connect({ path: behind, allowHalfOpen: true }));
        keep(near).pipe(far).pipe(near);
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
    async dispose() {
      await door.shut();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return door;
}
