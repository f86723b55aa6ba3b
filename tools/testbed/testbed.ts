import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuildxPeer } from './buildx-peers.ts';
import { cleanEnvironment, layDockerConfig } from './cli.ts';
import { type EngineContents, engineContents } from './engine-api.ts';
import { type EngineKitName, kitTools } from './engine-kits.ts';
import { buildkitImage, buildkitImageName, busyboxImage, debianBaseImage, olderBuildkitImage } from './images.ts';
import { deleteImage, listImages, pushImage, registryToml } from './registry.ts';
import { type RunOptions, type RunResult, run } from './run.ts';
import { readState, stateVariable, type TestbedState } from './state.ts';

/** How a test calls the CLI. */
export interface CliOptions extends Omit<RunOptions, 'env'> {
  /** Set on top of the testbed's environment, such as another BUILDX_CONFIG. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Names of images that the testbed can make and push. */
export type BaseImage = keyof typeof makers;

/** The real parts that a test works with. */
export interface Testbed {
  /** Which Engine this is. */
  readonly kit: EngineKitName;
  /** `unix://…`, as in DOCKER_HOST. */
  readonly dockerHost: string;
  readonly socketPath: string;
  /** Has the buildx CLI plugin; shared, so do not write into it: see {@link Testbed.freshDockerConfig}. */
  readonly dockerConfigDir: string;
  /** Shared by all tests of a run; see {@link Testbed.freshBuildxConfig}. */
  readonly buildxConfigDir: string;
  /** The docker CLI's file. */
  readonly dockerProgram: string;
  /** BuildKit's image, loaded in the Engine: `moby/buildkit:buildx-stable-1`. */
  readonly buildkitImage: string;
  readonly registry: {
    /** `10.N.0.1:5000`, the same from the host, the Engine and a builder's container. */
    readonly address: string;
    /** The builder's TOML that names it as mirror of Docker Hub. */
    readonly toml: string;
    /** Pushes one of the testbed's images; the names are such as `library/busybox` and `latest`. Answers the digest. */
    push(image: BaseImage, repository: string, tag: string): Promise<string>;
    remove(repository: string, digest: string): Promise<void>;
    list(): Promise<readonly string[]>;
  };
  /** DOCKER_HOST, DOCKER_CONFIG and BUILDX_CONFIG of the testbed, without any other setting of docker or buildx. */
  environment(set?: Readonly<Record<string, string>>): NodeJS.ProcessEnv;
  /** Runs `docker ARGUMENTS` to its end. Throws when it fails, unless `unchecked`. */
  cli(args: readonly string[], options?: CliOptions): Promise<RunResult>;
  /** Starts `docker ARGUMENTS` and answers the process, with pipes: for a build that is watched while it runs. */
  spawnCli(args: readonly string[], options?: Pick<CliOptions, 'cwd' | 'env'>): ChildProcess;
  /** A BUILDX_CONFIG of its own; `mirror` (default true) lays a buildkitd.default.toml that names the registry. */
  freshBuildxConfig(options?: { readonly mirror?: boolean }): Promise<string>;
  /** A DOCKER_CONFIG of its own, with a buildx plugin; the newest by default. */
  freshDockerConfig(peer?: BuildxPeer): Promise<string>;
  /** An empty folder that goes with the testbed. */
  freshFolder(name?: string): Promise<string>;
  /** Containers, volumes and networks that are on the Engine now. */
  contents(): Promise<EngineContents>;
  /** Removes the folders that were asked for here. The Engine goes with the run. */
  dispose(): Promise<void>;
}

/** The testbed of this run. Throws where none is up: run integration tests through vitest's global setup, or `main.ts up`. */
export function testbed(): Testbed {
  const state = readState();
  if (state === undefined) throw new Error(`No testbed is up: ${stateVariable} is not set.`);
  return openTestbed(state);
}

const makers = {
  busybox: busyboxImage,
  buildkit: buildkitImage,
  'buildkit-0.13': () => olderBuildkitImage('0.13'),
  'buildkit-0.25': () => olderBuildkitImage('0.25'),
  debian: debianBaseImage,
} as const;

/** The testing interface over the state of a testbed. */
export function openTestbed(state: TestbedState): Testbed {
  const { engine, registry, cli, kit = 'docker-26' } = state;
  const dockerHost = `unix://${engine.socket}`;
  const made: string[] = [];
  const freshFolder = async (name = 'test') => {
    const folder = await mkdtemp(join(state.folder, `${name}-`));
    made.push(folder);
    return folder;
  };
  const environment = (set: Readonly<Record<string, string>> = {}) =>
    cleanEnvironment(process.env, {
      DOCKER_HOST: dockerHost,
      DOCKER_CONFIG: cli.dockerConfigDir,
      BUILDX_CONFIG: state.buildxConfigDir,
      ...set,
    });
  return {
    kit,
    dockerHost,
    socketPath: engine.socket,
    dockerConfigDir: cli.dockerConfigDir,
    buildxConfigDir: state.buildxConfigDir,
    dockerProgram: cli.program,
    buildkitImage: buildkitImageName,
    registry: {
      address: registry.address,
      toml: registryToml(registry.address),
      push: async (image, repository, tag) => pushImage(registry.address, await makers[image](), repository, tag),
      remove: (repository, digest) => deleteImage(registry.address, repository, digest),
      list: () => listImages(registry.address),
    },
    environment,
    cli: (args, { env, ...options } = {}) => run(cli.program, args, { ...options, env: environment(env) }),
    spawnCli: (args, { env, cwd } = {}) => spawn(cli.program, args, { cwd, env: environment(env), stdio: 'pipe' }),
    async freshBuildxConfig({ mirror = true } = {}) {
      const folder = await freshFolder('buildx');
      if (mirror) await writeFile(join(folder, 'buildkitd.default.toml'), registryToml(registry.address));
      return folder;
    },
    async freshDockerConfig(peer) {
      const folder = await freshFolder('docker');
      await layDockerConfig(await kitTools(kit), folder, peer);
      return folder;
    },
    freshFolder,
    contents: () => engineContents(engine.socket),
    async dispose() {
      for (const folder of made.splice(0)) await rm(folder, { recursive: true, force: true });
    },
  };
}
