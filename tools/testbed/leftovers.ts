import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { runVariable } from './network.ts';
import { identify } from './processes.ts';
import { run } from './run.ts';

/** By what a testbed or a whole test run can be told from everything else on the machine. */
export interface Traces {
  /** Folders that its processes name in their command lines and that it mounts below. */
  readonly paths: readonly string[];
  /** Bridges known by name. */
  readonly bridges?: readonly string[];
  /** Value of SLIPWAY_RUN: in the environment of its processes, and the alias of its bridges. */
  readonly run?: string;
}

function readProc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    // It ended, or is the kernel's.
    return '';
  }
}

function processesOf(traces: Traces): readonly string[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return [];
    const command = readProc(pid, 'cmdline').replaceAll('\0', ' ').trim();
    const named = traces.paths.some((path) => command.includes(path));
    const inherited =
      traces.run !== undefined && readProc(pid, 'environ').split('\0').includes(`${runVariable}=${traces.run}`);
    return (named || inherited) && identify(Number(pid)) ? [`process ${pid}: ${command.slice(0, 200)}`] : [];
  });
}

function mountsOf(traces: Traces): readonly string[] {
  const points = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .flatMap((line) => line.split(' ')[4] ?? []);
  return points.filter((point) => traces.paths.some((path) => point.startsWith(path))).map((point) => `mount ${point}`);
}

/** Looks for processes, mounts, bridges, firewall rules and folders; one line each, none when all is gone. */
export async function leftovers(traces: Traces): Promise<readonly string[]> {
  const links = JSON.parse((await run('ip', ['-j', 'link'])).stdout) as readonly { ifname: string; ifalias?: string }[];
  const known = new Set(traces.bridges ?? []);
  const bridges = links.filter(
    ({ ifname, ifalias }) => known.has(ifname) || (traces.run !== undefined && ifalias === traces.run),
  );
  const names = new Set([...known, ...bridges.map(({ ifname }) => ifname)]);
  const rules = (await run('iptables-save', [], { unchecked: true })).stdout
    .split('\n')
    .filter((line) => line.startsWith('-A') && [...names].some((name) => line.includes(name)));
  return [
    ...processesOf(traces),
    ...mountsOf(traces),
    ...bridges.map(({ ifname }) => `bridge ${ifname}`),
    ...rules.map((rule) => `firewall rule ${rule}`),
    ...traces.paths.filter((path) => path.startsWith('/run/') && existsSync(path)).map((path) => `folder ${path}`),
  ];
}
