import { DEFAULT_PLATFORM_VARIABLE, type DefaultPlatform } from '../../shared/actions/index.ts';
import { formatPlatform, parsePlatforms } from '../builders/index.ts';
import { type DockerEnvironment, variable } from '../engine/index.ts';

/**
 * What `docker buildx build` takes for `--platform` where none is given: `DOCKER_DEFAULT_PLATFORM`, read as the option is, so
 * that it may name several (docker/buildx, commands/build.go and util/platformutil/parse.go). Undefined where it is not set.
 */
export function defaultPlatformOf(environment: DockerEnvironment): DefaultPlatform | undefined {
  const value = variable(environment, DEFAULT_PLATFORM_VARIABLE);
  if (value === undefined) return undefined;
  const from = environment.origins[DEFAULT_PLATFORM_VARIABLE] ?? 'process';
  try {
    return { value, from, platforms: (parsePlatforms([value]) ?? []).map(formatPlatform) };
  } catch {
    return { value, from };
  }
}
