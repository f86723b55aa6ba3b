import type { Duplex } from 'node:stream';
import { Auth } from '../../gen/filesync_pb.js';
import { rememberLogins } from '../auth/login-cache.ts';
import { authorityKey, publicBytes, signPayload } from '../auth/token-authority.ts';
import { TokenSeeds } from '../auth/token-seeds.ts';
import type { Handler } from '../grpc/serve.ts';
import type { RegistryCredentials } from '../types.ts';
import { unary } from './unary.ts';

type Entry = readonly [path: string, handler: Handler];

/**
 * Logins for registries (moby/buildkit session/auth/authprovider/authprovider.go). With a folder for seeds, tokens are fetched here and the
 * daemon gets those alone; only for a registry without tokens it gets the login itself. Without one it always does.
 */
export function authService(
  find: (host: string) => Promise<RegistryCredentials | undefined>,
  seedFolder: string | undefined,
  proxyVariables: Readonly<Record<string, string>>,
): readonly Entry[] {
  const login = rememberLogins(find);
  return [
    unary(Auth.method.credentials, async ({ host }) => {
      const found = await login(host);
      return { username: found?.username ?? '', secret: found?.secret ?? '' };
    }),
    ...(seedFolder === undefined ? [] : tokenEntries(login, new TokenSeeds(seedFolder), proxyVariables)),
  ];
}

function tokenEntries(
  login: (host: string) => Promise<RegistryCredentials | undefined>,
  seeds: TokenSeeds,
  proxyVariables: Readonly<Record<string, string>>,
): readonly Entry[] {
  const keyOf = async (host: string, salt: Uint8Array) =>
    authorityKey(salt, (await login(host))?.secret ? await seeds.seedOf(host) : undefined);
  return [
    unary(Auth.method.getTokenAuthority, async ({ host, salt }) => ({
      publicKey: publicBytes(await keyOf(host, salt)),
    })),
    unary(Auth.method.verifyTokenAuthority, async ({ host, salt, payload }) => ({
      signed: signPayload(await keyOf(host, salt), payload),
    })),
    unary(Auth.method.fetchToken, async ({ host, clientId, realm, service, scopes }, { stream }) => {
      const signal = endOf(stream);
      const found = await login(host);
      // Few builds need it, and what it stands on takes a while to load.
      const { DEFAULT_EXPIRATION, fetchToken } = await import('../auth/fetch-token.ts');
      if (found?.registryToken)
        return { token: found.registryToken, expiresIn: BigInt(DEFAULT_EXPIRATION), issuedAt: 0n };
      const { token, expiresIn, issuedAt } = await fetchToken({ clientId, realm, service, scopes }, found, {
        signal,
        proxyVariables,
      });
      return { token, expiresIn: BigInt(expiresIn), issuedAt: BigInt(issuedAt ?? 0) };
    }),
  ];
}

/** Aborted when nobody waits for the answer any more. */
function endOf(stream: Duplex): AbortSignal {
  const end = new AbortController();
  if (stream.destroyed) end.abort();
  else stream.once('close', () => end.abort());
  return end.signal;
}
