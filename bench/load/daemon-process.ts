import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Streamed } from './daemon.ts';
import type { ToDaemon } from './daemon-child.ts';
import type { LoadPlan } from './plan.ts';

/** The daemon of a made-up build in a process of its own. */
export interface DaemonProcess {
  /** Path of the Unix socket that it listens on. */
  readonly socket: string;
  /** @param pace events a second that are sent; as fast as they are taken where it is 0 */
  begin(ref: string, plan: LoadPlan, pace: number): void;
  /** Resolves at the end of the first progress stream; rejects where the process ends before. */
  readonly streamed: Promise<Streamed>;
  close(): Promise<void>;
}

export async function startDaemonProcess(): Promise<DaemonProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-load-daemon-'));
  const socket = join(folder, 'buildkitd.sock');
  const daemon = fork(new URL('./daemon-child.ts', import.meta.url));
  const say = (message: ToDaemon) => daemon.send(message);
  const heard = (kind: string) =>
    new Promise<{ streamed: Streamed }>((resolve, reject) => {
      daemon.once('exit', (code) => reject(new Error(`The daemon has ended with ${code}.`)));
      daemon.on('message', (message: { kind: string; streamed: Streamed }) => {
        if (message.kind === kind) resolve(message);
      });
    });
  const streamed = heard('streamed').then((message) => message.streamed);
  streamed.catch(() => {});
  const listening = heard('listening');
  say({ kind: 'listen', path: socket });
  await listening;
  return {
    socket,
    begin: (ref, plan, pace) => say({ kind: 'begin', ref, plan, rate: pace }),
    streamed,
    async close() {
      const exited = daemon.exitCode === null ? once(daemon, 'exit') : undefined;
      if (daemon.connected) daemon.disconnect();
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
