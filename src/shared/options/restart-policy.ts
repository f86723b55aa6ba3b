import { type Read, readable, unreadable } from './read.ts';

export interface RestartPolicy {
  readonly name: string;
  /** How many times it is started anew after a failure; 0 means without end. */
  readonly maximumRetryCount: number;
}

/** Names that the Engine knows (moby/moby, api/types/container/hostconfig.go). buildx passes on any name. */
export const RESTART_POLICY_NAMES = ['no', 'always', 'on-failure', 'unless-stopped'] as const;

/** What buildx uses when nothing is said (docker/buildx, driver/docker-container/factory.go). */
export const DEFAULT_RESTART_POLICY = 'unless-stopped';

/**
 * `<name>[:<max retries>]` as `ParseRestartPolicy` of docker/cli (opts/parse.go) reads it. Only the form is checked:
 * whether the Engine knows the name is told by `checkOptions`.
 */
export function readRestartPolicy(text: string): Read<RestartPolicy> {
  const right = 'Write no, always, unless-stopped, on-failure or on-failure:3.';
  const colon = text.indexOf(':');
  const name = colon === -1 ? text : text.slice(0, colon);
  const count = colon === -1 ? '' : text.slice(colon + 1);
  if (colon !== -1 && name === '') {
    return unreadable(
      'The policy is missing before the colon.',
      right,
      'invalid restart policy format: no policy provided before colon',
    );
  }
  if (count !== '' && (!/^[+-]?\d+$/.test(count) || !Number.isSafeInteger(Number(count)))) {
    return unreadable(
      `“${count}” is not a number of restarts.`,
      right,
      'invalid restart policy format: maximum retry count must be an integer',
    );
  }
  return readable({ name, maximumRetryCount: count === '' ? 0 : Number(count) });
}

export function writeRestartPolicy(policy: RestartPolicy): string {
  return policy.maximumRetryCount === 0 ? policy.name : `${policy.name}:${policy.maximumRetryCount}`;
}
