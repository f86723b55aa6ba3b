import type { RegistryCredentials } from '../types.ts';

/** Tokens that stand in for a password live five minutes at some registries (moby/buildkit session/auth/authprovider/authprovider.go). */
const GOOD_FOR_MS = 290_000;

type Find = (host: string) => Promise<RegistryCredentials | undefined>;

/**
 * Remembers logins for a while, and asks for one after the other: a credential helper is a program, some open a dialog, and macOS's keychain
 * hangs when asked for two at once.
 */
export function rememberLogins(find: Find, now: () => number = () => performance.now()): Find {
  const known = new Map<string, { readonly at: number; readonly login: RegistryCredentials | undefined }>();
  let last: Promise<unknown> = Promise.resolve();
  return (host) => {
    const answer = last.then(async () => {
      const found = known.get(host);
      if (found && now() - found.at < GOOD_FOR_MS) return found.login;
      const login = await find(host);
      known.set(host, { at: now(), login });
      return login;
    });
    last = answer.catch(() => {});
    return answer;
  };
}
