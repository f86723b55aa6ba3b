import { connect } from 'node:net';
import type { Testbed } from '../../tools/testbed/testbed.ts';
import { GATE_PORT } from './projects.ts';

/** Lets go the step of `writeHeld` that waits in a builder's container: it listens there, in the builder's own network. */
export async function letGo(bed: Testbed, container: string): Promise<void> {
  const format = '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}';
  const { stdout } = await bed.cli(['inspect', '--format', format, container]);
  const host = stdout.trim();
  await new Promise<void>((resolve, reject) => {
    const socket = connect({ host, port: GATE_PORT });
    socket.once('error', reject);
    socket.once('connect', () => socket.end());
    socket.once('close', () => resolve());
    socket.resume();
  });
}

/** Command lines of all processes in a container. */
export async function processesIn(bed: Testbed, container: string): Promise<string> {
  const { stdout } = await bed.cli(['top', container, '-eo', 'pid,args']);
  return stdout;
}
