import { readBoolean } from '../../shared/options/index.ts';
import { type DockerEnvironment, dockerConfigDir, variable } from '../engine/index.ts';

/**
 * docker's config folder, where this client's secrets for registries are kept: with it tokens are fetched here and a password never reaches
 * the daemon. Undefined where `BUILDKIT_NO_CLIENT_TOKEN` is true as Go reads it, which gives the daemon the logins (moby/buildkit
 * session/auth/authprovider/authprovider.go).
 */
export function tokenSeedFolderOf(environment: DockerEnvironment): string | undefined {
  const read = readBoolean(variable(environment, 'BUILDKIT_NO_CLIENT_TOKEN') ?? '');
  return read.ok && read.value ? undefined : dockerConfigDir(environment);
}
