import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { contentKey } from './cache.ts';
import { type DockerCli, layDockerConfig } from './cli.ts';
import { engineTools, type RunningEngine, startEngine, stopEngine } from './engine.ts';
import { pingEngine } from './engine-api.ts';
import { loadImage } from './image.ts';
import { buildkitImage, busyboxImage } from './images.ts';
import { takeLock } from './lock.ts';
import { isAlive, stopProcess } from './processes.ts';
import { pushImage, type RunningRegistry, registryToml, startRegistry } from './registry.ts';
import { say } from './say.ts';

/**
 * A person's own Engine where the machine has none. It keeps images, builders and the CLI's configuration in one folder,
 * runs until it is told to stop, and its containers reach the outside.
 */
export interface PrivateEngine {
  readonly engine: RunningEngine;
  readonly registry: RunningRegistry;
  readonly cli: DockerCli;
  /** The folder of buildx's store for this Engine; a default TOML there names the registry as mirror. */
  readonly buildxConfigDir: string;
}

const registryPort = 5000;

/** Where the private Engine keeps its data: `$SLIPWAY_ENGINE_HOME`, or the user's data folder. */
export function privateEngineHome(env: NodeJS.ProcessEnv = process.env): string {
  if (env.SLIPWAY_ENGINE_HOME) return env.SLIPWAY_ENGINE_HOME;
  return join(env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'slipway', 'engine');
}

/** The variables that lead the docker CLI, and Slipway, to the private Engine. */
export function privateEnvironment({ engine, cli, buildxConfigDir }: PrivateEngine): Readonly<Record<string, string>> {
  return { DOCKER_HOST: `unix://${engine.socket}`, DOCKER_CONFIG: cli.dockerConfigDir, BUILDX_CONFIG: buildxConfigDir };
}

async function readPrivate(home: string): Promise<PrivateEngine | undefined> {
  const file = join(home, 'engine.json');
  return existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as PrivateEngine) : undefined;
}

/** The private Engine when it runs and answers. */
export async function runningPrivateEngine(home = privateEngineHome()): Promise<PrivateEngine | undefined> {
  const known = await readPrivate(home);
  return known !== undefined && (await pingEngine(known.engine.socket)) ? known : undefined;
}

/** Starts the private Engine, or answers the one that runs. */
export async function startPrivateEngine(home = privateEngineHome()): Promise<PrivateEngine> {
  const lock = await takeLock(`${home}.lock`, () => say('waiting for another start of the private Engine'));
  try {
    const known = await readPrivate(home);
    if (known !== undefined && (await pingEngine(known.engine.socket)) && isAlive(known.registry.process)) return known;
    if (known !== undefined) await stopParts(known);
    return await startParts(home, known);
  } finally {
    await lock.release();
  }
}

async function startParts(home: string, before: PrivateEngine | undefined): Promise<PrivateEngine> {
  const tools = await engineTools();
  const buildkit = await buildkitImage();
  const busybox = await busyboxImage();
  await mkdir(home, { recursive: true });
  const cli = await layDockerConfig(tools, join(home, 'docker'));
  const engine = await startEngine({
    dataRoot: join(home, 'data'),
    execRoot: `/run/slipway-${contentKey(home).slice(0, 8)}`,
    nat: true,
    registryPort,
    ...(before === undefined ? {} : { before: before.engine.network }),
  });
  try {
    const address = `${engine.network.gateway}:${registryPort}`;
    const registry = await startRegistry(tools, address, join(home, 'registry'), engine.execRoot);
    await pushImage(address, busybox, 'library/busybox', 'latest');
    await loadImage(buildkit, engine.socket, cli.program);
    const buildxConfigDir = join(home, 'buildx');
    await mkdir(buildxConfigDir, { recursive: true });
    await writeFile(join(buildxConfigDir, 'buildkitd.default.toml'), registryToml(address));
    const started: PrivateEngine = { engine, registry, cli, buildxConfigDir };
    await writeFile(join(home, 'engine.json'), JSON.stringify(started));
    return started;
  } catch (error) {
    await stopEngine(engine, { keepData: true });
    throw error;
  }
}

async function stopParts(running: PrivateEngine): Promise<void> {
  await stopProcess(running.registry.process, 5_000);
  await stopEngine(running.engine, { keepData: true });
}

/** Stops the private Engine; what it has stays for the next start. Answers whether one was known. */
export async function stopPrivateEngine(home = privateEngineHome()): Promise<boolean> {
  const lock = await takeLock(`${home}.lock`);
  try {
    const known = await readPrivate(home);
    if (known === undefined) return false;
    const ran = isAlive(known.engine.dockerd) || isAlive(known.engine.containerd) || isAlive(known.registry.process);
    await stopParts(known);
    return ran;
  } finally {
    await lock.release();
  }
}

/** Stops it and throws away all that it has. */
export async function removePrivateEngine(home = privateEngineHome()): Promise<void> {
  await stopPrivateEngine(home);
  await rm(home, { recursive: true, force: true });
  await rm(`${home}.lock`, { force: true });
}
