/**
 * Hours of builds, cancels, attaches, builders made and removed, and faults, on an Engine of its own: `npm run soak -- --hours N` or
 * `--minutes N`. After each cycle it measures memory, handles, processes, containers, volumes and temporary files; at the end it fits a slope
 * to each and says whether it is flat. Exits with 0 only if all are.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { RunningEngine } from '../testbed/engine.ts';
import { stateVariable } from '../testbed/state.ts';
import { bringUp, takeDown } from '../testbed/up.ts';

const { values } = parseArgs({ options: { hours: { type: 'string' }, minutes: { type: 'string' } } });
const minutes = Number(values.minutes ?? Number(values.hours ?? 1) * 60);
if (!(minutes > 0)) throw new Error('usage: npm run soak -- --hours N | --minutes N');

let state = await bringUp({ owned: true });
const child = fork(join(import.meta.dirname, 'app.ts'), [String(minutes)], {
  env: { ...process.env, [stateVariable]: JSON.stringify(state) },
  execArgv: ['--expose-gc', '--disable-warning=ExperimentalWarning'],
});
child.on('message', ({ engine }: { engine: RunningEngine }) => {
  state = { ...state, engine };
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill('SIGKILL'));
const [code, signal] = await once(child, 'exit');
if (signal !== null) console.log(`soak: the process was ended by ${signal}`);
await takeDown(state);
process.exit(code === 0 ? 0 : 1);
