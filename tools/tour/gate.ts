import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Engine } from '../../src/main/engine/index.ts';

/**
 * Lets the held steps of a builder's container go on. Where its address can't be reached, as in a virtual machine, they
 * go on by themselves when their time is over.
 */
export async function openGates(engine: Engine, container: string, ports: readonly number[]): Promise<void> {
  const { networks } = await engine.containers.inspect(container);
  const address = Object.values(networks).find(({ ipAddress }) => ipAddress !== '')?.ipAddress;
  if (address === undefined) return;
  for (const port of ports) {
    for (let tries = 0; tries < 20 && !(await reach(address, port)); tries += 1) await delay(100);
  }
}

function reach(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1000 });
    const end = (reached: boolean) => {
      socket.destroy();
      resolve(reached);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}
