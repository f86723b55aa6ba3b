import { mkdir, symlink, writeFile } from 'node:fs/promises';
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
  await writeFile(join(dockerConfigDir, 'config.json'), '{}\n', { flag: 'a' });
  await symlink(buildx, join(dockerConfigDir, 'cli-plugins', 'docker-buildx')).catch(() => undefined);
  return { program: join(tools, 'usr/bin/docker'), dockerConfigDir };
}

/** Prefixes of variables that steer docker, buildx or BuildKit: a test gets those that it sets itself, no others. */
const steering = ['DOCKER_', 'BUILDX_', 'BUILDKIT_', 'COMPOSE_', 'OTEL_', 'GITHUB_', 'SOURCE_DATE_EPOCH'];

/** The environment without what steers docker, with `set` on top. */
export function cleanEnvironment(env: NodeJS.ProcessEnv, set: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !steering.some((prefix) => name.startsWith(prefix)));
  return { ...Object.fromEntries(kept), ...set };
}
