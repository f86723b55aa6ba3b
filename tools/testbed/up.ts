import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { layDockerConfig } from './cli.ts';
import { haltDockerd, resumeDockerd, startEngine, stopEngine } from './engine.ts';
import { type EngineKitName, kitTools } from './engine-kits.ts';
import { loadImage } from './image.ts';
import { buildkitImage, busyboxImage } from './images.ts';
import { mountMemory } from './memory.ts';
import { type EngineNetwork, removeNetwork } from './network.ts';
import { findProcesses, identify, isAlive, stopProcess } from './processes.ts';
import { pushImage, registryToml, startRegistry } from './registry.ts';
import { say } from './say.ts';
import type { TestbedState } from './state.ts';
import { killLeftovers, removeEmptyFolders, unmountBelow } from './teardown.ts';

const prefix = 'slipway-testbed-';
const registryPort = 5000;

/**
 * Brings a throw-away testbed up: an Engine that has BuildKit's image, a registry with busybox, the docker CLI with
 * buildx. With `owned` it belongs to this process and is swept by the next run if this one is killed.
 */
export async function bringUp(options: {
  readonly owned: boolean;
  /** Bytes of memory that may hold the Engine's data root; without it the data root lies on the disk. */
  readonly inMemory?: number | undefined;
  /** Which Engine; Docker 26 by default. */
  readonly kit?: EngineKitName;
}): Promise<TestbedState> {
  await sweep();
  // All that takes long is made before anything is started.
  const kit = options.kit ?? 'docker-26';
  const tools = await kitTools(kit);
  const buildkit = await buildkitImage();
  const busybox = await busyboxImage();
  const folder = await mkdtemp(join(tmpdir(), prefix));
  const owner = options.owned ? identify(process.pid) : undefined;
  await writeFile(join(folder, 'owner.json'), JSON.stringify(owner ?? null));
  try {
    const cli = await layDockerConfig(tools, join(folder, 'docker-config'));
    const dataRoot = join(folder, 'data');
    if (options.inMemory !== undefined) await mountMemory(dataRoot, options.inMemory);
    const execRoot = join(folder, 'run');
    const engine = await startEngine({ dataRoot, execRoot, nat: false, registryPort, programs: tools });
    const registry = await startRegistry(
      tools,
      `${engine.network.gateway}:${registryPort}`,
      join(folder, 'registry'),
      engine.execRoot,
    );
    await pushImage(registry.address, busybox, 'library/busybox', 'latest');
    await loadImage(buildkit, engine.socket, cli.program);
    const buildxConfigDir = join(folder, 'buildx-config');
    await mkdir(buildxConfigDir);
    await writeFile(join(buildxConfigDir, 'buildkitd.default.toml'), registryToml(registry.address));
    const state: TestbedState = {
      version: 1,
      folder,
      kit,
      ...(owner === undefined ? {} : { owner }),
      engine,
      registry,
      cli,
      buildxConfigDir,
    };
    await writeFile(join(folder, 'testbed.json'), JSON.stringify(state));
    return state;
  } catch (error) {
    await sweepFolder(folder);
    throw error;
  }
}

/** Stops or crashes the Engine of a testbed that its test has for itself. What else belongs to it stays. */
export function haltEngine(state: TestbedState, how: 'stop' | 'crash'): Promise<void> {
  return haltDockerd(state.engine, how);
}

/** Starts the Engine again. The answer is the testbed's state from here on: what is to be taken down in the end. */
export async function resumeEngine(state: TestbedState): Promise<TestbedState> {
  const resumed: TestbedState = { ...state, engine: await resumeDockerd(state.engine) };
  await writeFile(join(state.folder, 'testbed.json'), JSON.stringify(resumed));
  return resumed;
}

/** Takes a testbed down; nothing of it is left. */
export async function takeDown(state: TestbedState): Promise<void> {
  await stopProcess(state.registry.process, 5_000);
  await stopEngine(state.engine, { keepData: false });
  await rm(state.folder, { recursive: true, force: true });
}

/** Takes down what runs left that were killed: testbeds whose owner is gone. */
export async function sweep(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const folder = join(tmpdir(), name);
    const file = join(folder, 'owner.json');
    if (!name.startsWith(prefix) || !existsSync(file)) continue;
    const owner = JSON.parse((await readFile(file, 'utf8')) || 'null') as TestbedState['owner'] | null;
    if (owner && !isAlive(owner)) await sweepFolder(folder);
  }
}

/** Ends and removes all that a testbed's folder leads to, whole or half made. */
export async function sweepFolder(folder: string): Promise<void> {
  say(`sweeping ${folder}`);
  const stateFile = join(folder, 'testbed.json');
  if (existsSync(stateFile)) return takeDown(JSON.parse(await readFile(stateFile, 'utf8')) as TestbedState);
  for (const daemon of findProcesses(`${folder}/run/`)) await stopProcess(daemon, 15_000);
  await killLeftovers(join(folder, 'run/containerd.sock'), join(folder, 'data/docker/containers'));
  await unmountBelow([folder]);
  const networkFile = join(folder, 'run/network.json');
  if (existsSync(networkFile)) {
    const made = JSON.parse(await readFile(networkFile, 'utf8')) as { network: EngineNetwork; runFolders: string[] };
    await removeNetwork(made.network);
    removeEmptyFolders(made.runFolders);
  }
  await rm(folder, { recursive: true, force: true });
}
