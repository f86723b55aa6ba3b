import { spawn } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** A process that stays itself though process ids are used again: its id and its start time in clock ticks since boot. */
export interface ProcessId {
  readonly pid: number;
  readonly start: string;
}

/** State and start time of a process out of `/proc/<pid>/stat`, whose second field, the name, may hold anything. */
export function parseStat(text: string): { readonly state: string; readonly start: string } {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', start: fields[19] ?? '' };
}

/** Identifies a running process; undefined when there is none, or only what its parent has not collected yet. */
export function identify(pid: number): ProcessId | undefined {
  try {
    const { state, start } = parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    return state === 'Z' || state === 'X' ? undefined : { pid, start };
  } catch {
    return undefined;
  }
}

export function isAlive(process: ProcessId): boolean {
  return identify(process.pid)?.start === process.start;
}

/** Running processes whose command line holds `text`. */
export function findProcesses(text: string): readonly ProcessId[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      if (!readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').includes(text)) return [];
    } catch {
      return [];
    }
    const found = identify(Number(name));
    return found === undefined || found.pid === process.pid ? [] : [found];
  });
}

/** Starts a daemon in a session of its own, its output in `log`; it outlives this process. */
export function startDaemon(program: string, args: readonly string[], log: string, env: NodeJS.ProcessEnv): ProcessId {
  const output = openSync(log, 'a');
  try {
    const child = spawn(program, args, { detached: true, stdio: ['ignore', output, output], env });
    child.on('error', () => undefined);
    child.unref();
    const started = child.pid === undefined ? undefined : identify(child.pid);
    if (started === undefined) throw new Error(`${program} could not be started; see ${log}.`);
    return started;
  } finally {
    closeSync(output);
  }
}

/** Waits until `ready` answers true. Throws with the end of the daemon's log when it ends first or is late. */
export async function waitReady(
  daemon: { readonly name: string; readonly process: ProcessId; readonly log: string },
  ready: () => Promise<boolean>,
  limitMs = 60_000,
): Promise<void> {
  const limit = Date.now() + limitMs;
  while (!(await ready())) {
    const alive = isAlive(daemon.process);
    if (alive && Date.now() < limit) {
      await delay(50);
      continue;
    }
    const log = readFileSync(daemon.log, 'utf8').slice(-3000);
    throw new Error(`${daemon.name} ${alive ? `was not ready in ${limitMs / 1000} s` : 'ended at once'}:\n${log}`);
  }
}

/** Ends a process: SIGTERM, and SIGKILL when it is still there after `graceMs`. Answers whether it ended by the first. */
export async function stopProcess(
  process: ProcessId,
  graceMs: number,
  first: 'SIGTERM' | 'SIGKILL' = 'SIGTERM',
): Promise<boolean> {
  for (const [signal, limitMs] of [
    [first, graceMs],
    ['SIGKILL', 10_000],
  ] as const) {
    if (!isAlive(process)) return true;
    signalProcess(process.pid, signal);
    const limit = Date.now() + limitMs;
    while (isAlive(process) && Date.now() < limit) await delay(30);
    if (!isAlive(process)) return signal === first;
  }
  throw new Error(`Process ${process.pid} does not end.`);
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended in between.
  }
}
