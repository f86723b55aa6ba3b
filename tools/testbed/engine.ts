import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { installMissing, unpackOnce } from './apt.ts';
import { cacheDir, contentKey } from './cache.ts';
import { pingEngine } from './engine-api.ts';
import { type EngineNetwork, makeNetwork, removeNetwork } from './network.ts';
import { enginePackages, hostPackages } from './packages.ts';
import { type ProcessId, startDaemon, stopProcess, waitReady } from './processes.ts';
import { timed } from './say.ts';
import { killLeftovers, missingRunFolders, removeContainers, removeEmptyFolders, unmountBelow } from './teardown.ts';

/** Where a private Engine keeps what it has. */
export interface EngineOptions {
  /** Images, containers and volumes. Kept by a person's Engine, thrown away by a test's. */
  readonly dataRoot: string;
  /** Sockets, pid files, logs and running state: always thrown away. Keep it short, sockets have at most 107 bytes. */
  readonly execRoot: string;
  /** Whether containers reach the outside. Without it names are refused at once instead of timing out. */
  readonly nat: boolean;
  /** Port of the registry on the gateway address, which stands as mirror of Docker Hub. */
  readonly registryPort: number;
  /** The folder of its programs; {@link engineTools} where nothing is said. */
  readonly programs?: string;
  /** The network of this Engine's last run, taken again where it is free. */
  readonly before?: EngineNetwork;
}

/** A running private Engine; plain data, so that another process can stop it. */
export interface RunningEngine extends EngineOptions {
  readonly socket: string;
  readonly network: EngineNetwork;
  readonly containerd: ProcessId;
  readonly dockerd: ProcessId;
  /** Folders below /run that were not there before. */
  readonly runFolders: readonly string[];
}

/** The folder with the unpacked Engine, CLI and registry, below which the usual `usr/bin` lies. */
export async function engineTools(): Promise<string> {
  await installMissing(hostPackages);
  return unpackOnce(join(cacheDir(), 'tools', `engine-${contentKey(JSON.stringify(enginePackages))}`), enginePackages);
}

/** The environment of the Engine's daemons: the unpacked programs come first in PATH, and no setting of a CLI is seen. */
function daemonEnv(tools: string): NodeJS.ProcessEnv {
  const { DOCKER_HOST: _host, DOCKER_CONTEXT: _context, DOCKER_CONFIG: _config, ...env } = process.env;
  const system = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/local/bin', '/usr/bin', '/bin'];
  const path = [join(tools, 'usr/bin'), join(tools, 'usr/sbin'), ...system];
  return { ...env, PATH: path.join(delimiter) };
}

const unusedPlugins = [
  'io.containerd.grpc.v1.cri',
  ...['aufs', 'btrfs', 'devmapper', 'zfs'].map((name) => `io.containerd.snapshotter.v1.${name}`),
];

/**
 * Starts containerd and dockerd with roots, sockets and a bridge of their own. dockerd reads no configuration of the
 * system and sets no firewall rule. Throws with the end of the log when either does not come up; nothing is left then.
 */
export async function startEngine(options: EngineOptions): Promise<RunningEngine> {
  if (process.getuid?.() !== 0) throw new Error('A private Engine can be started by root only.');
  const tools = options.programs ?? (await engineTools());
  const env = daemonEnv(tools);
  const at = (name: string) => join(options.execRoot, name);
  await mkdir(options.dataRoot, { recursive: true });
  await mkdir(options.execRoot, { recursive: true });
  const runFolders = missingRunFolders();
  const network = await makeNetwork({ nat: options.nat, ...(options.before ? { before: options.before } : {}) });
  // For a sweep, should this process be killed before it could say what it started.
  await writeFile(at('network.json'), JSON.stringify({ network, runFolders }));
  const started: ProcessId[] = [];
  try {
    return await timed('starting the private Engine', async () => {
      await writeFile(
        at('containerd.toml'),
        `version = 2
root = ${JSON.stringify(join(options.dataRoot, 'containerd'))}
state = ${JSON.stringify(at('containerd'))}
disabled_plugins = ${JSON.stringify(unusedPlugins)}
[grpc]
  address = ${JSON.stringify(at('containerd.sock'))}
`,
      );
      const containerd = startDaemon(
        join(tools, 'usr/bin/containerd'),
        ['--config', at('containerd.toml')],
        at('containerd.log'),
        env,
      );
      started.push(containerd);
      await waitReady({ name: 'containerd', process: containerd, log: at('containerd.log') }, async () =>
        existsSync(at('containerd.sock')),
      );
      await writeFile(at('daemon.json'), '{}\n');
      const dockerd = startDockerd(options, network, tools);
      started.push(dockerd);
      const socket = at('docker.sock');
      await dockerdReady(options, dockerd);
      return { ...options, socket, network, containerd, dockerd, runFolders };
    });
  } catch (error) {
    for (const process of started.reverse()) await stopProcess(process, 10_000);
    await unmountBelow([options.execRoot, options.dataRoot]);
    await removeNetwork(network);
    removeEmptyFolders(runFolders);
    throw error;
  }
}

function startDockerd(options: EngineOptions, network: EngineNetwork, tools: string): ProcessId {
  const log = join(options.execRoot, 'dockerd.log');
  return startDaemon(join(tools, 'usr/sbin/dockerd'), dockerdArguments(options, network, tools), log, daemonEnv(tools));
}

function dockerdReady({ execRoot }: EngineOptions, process: ProcessId): Promise<void> {
  const at = (name: string) => join(execRoot, name);
  return waitReady({ name: 'dockerd', process, log: at('dockerd.log') }, () => pingEngine(at('docker.sock')));
}

/**
 * Ends dockerd alone and leaves all else, as a stop of Docker's service does, or its crash: containers are stopped by the
 * one and run on after the other.
 */
export async function haltDockerd({ dockerd }: RunningEngine, how: 'stop' | 'crash'): Promise<void> {
  await stopProcess(dockerd, 30_000, how === 'stop' ? 'SIGTERM' : 'SIGKILL');
}

/** Starts dockerd again after `haltDockerd`. Containers come back as their restart policy says. */
export async function resumeDockerd(engine: RunningEngine): Promise<RunningEngine> {
  // A crash leaves its pid, and what has that number by now is taken for the daemon that still runs.
  await rm(join(engine.execRoot, 'docker.pid'), { force: true });
  const dockerd = startDockerd(engine, engine.network, engine.programs ?? (await engineTools()));
  await dockerdReady(engine, dockerd);
  return { ...engine, dockerd };
}

function dockerdArguments(options: EngineOptions, network: EngineNetwork, tools: string): readonly string[] {
  const at = (name: string) => join(options.execRoot, name);
  return [
    `--config-file=${at('daemon.json')}`,
    `--data-root=${join(options.dataRoot, 'docker')}`,
    `--exec-root=${at('docker')}`,
    `--pidfile=${at('docker.pid')}`,
    `--host=unix://${at('docker.sock')}`,
    `--containerd=${at('containerd.sock')}`,
    `--bridge=${network.bridge}`,
    `--default-address-pool=base=10.${network.octet}.128.0/17,size=24`,
    '--iptables=false',
    '--ip6tables=false',
    '--ip-masq=false',
    '--ip-forward=false',
    `--init-path=${join(tools, 'usr/bin/tini-static')}`,
    `--userland-proxy-path=${join(tools, 'usr/sbin/docker-proxy')}`,
    `--insecure-registry=${network.pool}`,
    `--registry-mirror=http://${network.gateway}:${options.registryPort}`,
    // Nothing listens there: looking up a name fails at once and does not wait for a server that can't be reached.
    ...(options.nat ? [] : [`--dns=${network.gateway}`]),
  ];
}

/**
 * Stops the Engine and everything that it runs: containers, networks' bridges, shims, mounts. With `keepData` the data
 * root stays and containers come back at the next start as their restart policy says.
 */
export async function stopEngine(engine: RunningEngine, how: { readonly keepData: boolean }): Promise<void> {
  if (!how.keepData && (await pingEngine(engine.socket))) await removeContainers(engine.socket);
  await stopProcess(engine.dockerd, 30_000);
  await killLeftovers(join(engine.execRoot, 'containerd.sock'), join(engine.dataRoot, 'docker', 'containers'));
  await stopProcess(engine.containerd, 15_000);
  await unmountBelow([engine.execRoot, engine.dataRoot]);
  await removeNetwork(engine.network);
  removeEmptyFolders(engine.runFolders);
  await rm(engine.execRoot, { recursive: true, force: true });
  if (!how.keepData) await rm(engine.dataRoot, { recursive: true, force: true });
}
