import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuildxPeer, buildxPlugin } from './buildx-peers.ts';

/** Where the docker CLI is and the configuration folder that makes `docker buildx` the wanted version. */
export interface DockerCli {
  readonly program: string;
  readonly dockerConfigDir: string;
}

/** Lays a docker configuration folder with buildx as CLI plugin. `tools` is the folder of the unpacked packages. */
export async function layDockerConfig(
  tools: string,
  dockerConfigDir: string,
  peer: BuildxPeer = '0.38',
): Promise<DockerCli> {
  const buildx = await buildxPlugin(peer);
  await mkdir(join(dockerConfigDir, 'cli-plugins'), { recursive: true });
  await layConfigFile(join(dockerConfigDir, 'config.json'));
  await symlink(buildx, join(dockerConfigDir, 'cli-plugins', 'docker-buildx')).catch(() => undefined);
  return { program: join(tools, 'usr/bin/docker'), dockerConfigDir };
}

/** Leaves what docker has written since; a file that says nothing, also one to which earlier versions added `{}` at each start, is made anew. */
async function layConfigFile(file: string): Promise<void> {
  const text = await readFile(file, 'utf8').catch(() => '');
  if (/^(?:\{\}\s*)*$/.test(text)) await writeFile(file, '{}\n');
}

/** Prefixes of variables that steer docker, buildx or BuildKit: a test gets those that it sets itself, no others. */
const steering = ['DOCKER_', 'BUILDX_', 'BUILDKIT_', 'COMPOSE_', 'OTEL_', 'GITHUB_', 'SOURCE_DATE_EPOCH'];

/** The environment without what steers docker, with `set` on top. */
export function cleanEnvironment(env: NodeJS.ProcessEnv, set: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !steering.some((prefix) => name.startsWith(prefix)));
  return { ...Object.fromEntries(kept), ...set };
}
