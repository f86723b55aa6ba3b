import { z } from 'zod';
import { parseDockerConfig, readDockerConfig, type SavedAuth } from './config-file.ts';
import { askCredentialHelper, type Login } from './credential-helper.ts';
import { defaultCredentialHelper } from './default-helper.ts';
import { type DockerEnvironment, variable } from './environment.ts';
import { ownValue } from './go-json.ts';
import { parseImageReference } from './image-reference.ts';
import type { RegistryAuth } from './registry-auth.ts';

/** The Hub's key in config.json and in helpers. */
const HUB_KEY = 'https://index.docker.io/v1/';
const HUB_HOSTS = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io']);
/** The CLI lets these take the Hub's login where they have none. */
const HUB_SISTERS = new Set(['dhi.io', 'registry.scout.docker.com']);

export interface Credentials {
  /** For a pull of this image reference; undefined without a login. */
  registryAuth(reference: string, options?: { readonly signal?: AbortSignal }): Promise<RegistryAuth | undefined>;
  /**
   * For a host as BuildKit's session asks it (`registry-1.docker.io` is the Hub). Both empty: anonymous. An identity
   * token is a secret with an empty user name; a registry token comes beside whatever else is saved.
   */
  credentialsFor(
    host: string,
    options?: { readonly signal?: AbortSignal },
  ): Promise<{ readonly username: string; readonly secret: string; readonly registryToken?: string }>;
}

/**
 * The saved logins, looked up anew each time (docker/cli cli/config/configfile/file.go): DOCKER_AUTH_CONFIG, then
 * `credHelpers`, `credsStore`, `auths`. Fails with the helper's failure; a missing login is none.
 */
export function openCredentials(environment: DockerEnvironment): Credentials {
  return {
    async registryAuth(reference, { signal } = {}) {
      const { domain } = parseImageReference(reference);
      const key = keyOf(domain);
      const login = await findLogin(key, environment, signal);
      if (login === undefined) return undefined;
      const { username, secret, isToken, registryToken } = login;
      return {
        serveraddress: key,
        ...(isToken ? { identitytoken: secret } : secret === '' ? {} : { username, password: secret }),
        ...(registryToken === undefined ? {} : { registrytoken: registryToken }),
      };
    },
    async credentialsFor(host, { signal } = {}) {
      const login = await findLogin(keyOf(host), environment, signal);
      if (login === undefined) return { username: '', secret: '' };
      const { username, secret, isToken, registryToken } = login;
      return { username: isToken ? '' : username, secret, ...(registryToken === undefined ? {} : { registryToken }) };
    },
  };
}

function keyOf(host: string): string {
  return HUB_HOSTS.has(host) ? HUB_KEY : host;
}

async function findLogin(
  key: string,
  environment: DockerEnvironment,
  signal: AbortSignal | undefined,
): Promise<Login | undefined> {
  const found = await lookUp(key, environment, signal);
  return found === undefined && HUB_SISTERS.has(key) ? lookUp(HUB_KEY, environment, signal) : found;
}

async function lookUp(key: string, environment: DockerEnvironment, signal?: AbortSignal): Promise<Login | undefined> {
  const overlaid = loginOf(savedEntry(environmentAuths(environment), key));
  if (overlaid) return overlaid;
  const { config } = await readDockerConfig(environment);
  const { auths, credHelpers, credsStore } = config;
  const nothingSaved = credsStore === undefined && [auths, credHelpers].every((held) => Object.keys(held).length === 0);
  const helper =
    ownValue(credHelpers, key) ?? credsStore ?? (nothingSaved ? await defaultCredentialHelper(environment) : undefined);
  if (helper) {
    const login = await askCredentialHelper(helper, key, environment, signal);
    // The helper has the secret; what else the file says stays (docker/cli cli/config/credentials/native_store.go, Get).
    return withRegistryToken(login?.secret === '' ? undefined : login, savedEntry(auths, key));
  }
  return loginOf(savedEntry(auths, key));
}

/** `DOCKER_AUTH_CONFIG`; one that cannot be read is left out, as the CLI does after a warning. */
function environmentAuths(environment: DockerEnvironment): Readonly<Record<string, SavedAuth>> {
  const text = variable(environment, 'DOCKER_AUTH_CONFIG');
  if (text === undefined) return {};
  try {
    return parseDockerConfig(text).auths;
  } catch {
    return {};
  }
}

/** By the key itself, else by an older entry's host name. */
function savedEntry(auths: Readonly<Record<string, SavedAuth>>, key: string): SavedAuth | undefined {
  return ownValue(auths, key) ?? Object.entries(auths).find(([name]) => hostnameOf(name) === key)?.[1];
}

/** `https://host:5000/v1/` and `host:5000/v1` are `host:5000` (docker/cli cli/config/credentials/file_store.go). */
export function hostnameOf(key: string): string {
  return key.replace(/^[a-z]+:\/\//i, '').split('/', 1)[0] ?? '';
}

const decodedSchema = z.string().regex(/^[^:]+:/);

/** An entry without any secret (a helper has it) is no login. */
function loginOf(saved: SavedAuth | undefined): Login | undefined {
  return saved === undefined ? undefined : withRegistryToken(secretOf(saved), saved);
}

function withRegistryToken(login: Login | undefined, saved: SavedAuth | undefined): Login | undefined {
  if (!saved?.registrytoken) return login;
  return { ...(login ?? { username: '', secret: '', isToken: false }), registryToken: saved.registrytoken };
}

/** `auth` is base64 of `user:password`. */
function secretOf(saved: SavedAuth): Login | undefined {
  if (saved.identitytoken) return { username: '', secret: saved.identitytoken, isToken: true };
  if (saved.auth) {
    const decoded = decodedSchema.safeParse(Buffer.from(saved.auth, 'base64').toString('utf8'));
    if (!decoded.success) return undefined;
    const colon = decoded.data.indexOf(':');
    // Old versions padded the password with zero bytes.
    const secret = decoded.data.slice(colon + 1).replaceAll('\0', '');
    return { username: decoded.data.slice(0, colon), secret, isToken: false };
  }
  if (saved.username && saved.password) return { username: saved.username, secret: saved.password, isToken: false };
  return undefined;
}
