import type { ActionFacts, ActionIssue } from './facts.ts';
import type { Build } from './schemas.ts';

/** The variable by which docker is told what to build for where nothing is chosen. */
export const DEFAULT_PLATFORM_VARIABLE = 'DOCKER_DEFAULT_PLATFORM';

/** What a build is for: the platforms that are chosen, else those that the environment names; empty leaves it to the builder. */
export function platformsOf(
  { platforms }: Pick<Build, 'platforms'>,
  { defaultPlatform }: Pick<ActionFacts, 'defaultPlatform'>,
): readonly string[] {
  return platforms.length > 0 ? platforms : (defaultPlatform?.platforms ?? []);
}

/** The CLI refuses such a value as it would an option, and only where none is chosen (docker/buildx, commands/build.go). */
export function defaultPlatformIssues({ platforms }: Build, { defaultPlatform }: ActionFacts): readonly ActionIssue[] {
  if (platforms.length > 0 || defaultPlatform === undefined || defaultPlatform.platforms !== undefined) return [];
  return [
    {
      field: 'platforms',
      severity: 'error',
      message: `The variable ${DEFAULT_PLATFORM_VARIABLE} is set to “${defaultPlatform.value}”, which is not a platform.`,
      remedy: 'Choose what to build for, or set it to a platform such as linux/arm64 and start Slipway again.',
    },
  ];
}
