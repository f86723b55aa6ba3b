import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SilentSocket {
  /** `unix://…` */
  readonly url: string;
  /** Resolves when somebody has connected. */
  readonly asked: Promise<void>;
  close(): Promise<void>;
}

/** A socket that takes every connection and never says a word. */
export async function silentSocket(): Promise<SilentSocket> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-silent-'));
  const path = join(folder, 'docker.sock');
  const open = new Set<Socket>();
  const asked = Promise.withResolvers<void>();
  const server = createServer((socket) => {
    open.add(socket.on('error', () => undefined).on('close', () => open.delete(socket)));
    asked.resolve();
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    url: `unix://${path}`,
    asked: asked.promise,
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
