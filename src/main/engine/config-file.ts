import { readFile } from 'node:fs/promises';
import { posix, win32 } from 'node:path';
import { z } from 'zod';
import type { Failure } from '../../shared/contract/failure.ts';
import { type DockerEnvironment, variable } from './environment.ts';
import { firstJson, withGoKeys } from './go-json.ts';

/** The docker config folder: `$DOCKER_CONFIG` or `~/.docker`. */
export function dockerConfigDir(environment: DockerEnvironment): string {
  const { join } = environment.platform === 'win32' ? win32 : posix;
  return variable(environment, 'DOCKER_CONFIG') ?? join(environment.home, '.docker');
}

const authSchema = z.preprocess(
  (value) => withGoKeys(value, ['auth', 'username', 'password', 'identitytoken', 'registrytoken']),
  z.object({
    auth: z.string().optional(),
    username: z.string().optional(),
    password: z.string().optional(),
    identitytoken: z.string().optional(),
    registrytoken: z.string().optional(),
  }),
);

const KEYS = ['auths', 'credsStore', 'credHelpers', 'HttpHeaders', 'currentContext', 'proxies', 'pruneFilters'];
const PROXY_KEYS = ['httpProxy', 'httpsProxy', 'noProxy', 'ftpProxy', 'allProxy'];

const proxySchema = z.preprocess(
  (value) => withGoKeys(value, PROXY_KEYS),
  z.object({
    httpProxy: z.string().optional(),
    httpsProxy: z.string().optional(),
    noProxy: z.string().optional(),
    ftpProxy: z.string().optional(),
    allProxy: z.string().optional(),
  }),
);

const configSchema = z.preprocess(
  (value) => withGoKeys(value, KEYS),
  z.object({
    auths: z.record(z.string(), authSchema).nullish(),
    credsStore: z.string().nullish(),
    credHelpers: z.record(z.string(), z.string()).nullish(),
    HttpHeaders: z.record(z.string(), z.string()).nullish(),
    currentContext: z.string().nullish(),
    proxies: z.record(z.string(), proxySchema).nullish(),
    pruneFilters: z.array(z.string()).nullish(),
  }),
);

export type SavedAuth = z.infer<typeof authSchema>;
type ProxySettings = z.infer<typeof proxySchema>;

/** What Slipway reads of docker's config.json (docker/cli cli/config/configfile/file.go). Holds secrets: never log it. */
export interface DockerConfig {
  readonly auths: Readonly<Record<string, SavedAuth>>;
  readonly credsStore: string | undefined;
  readonly credHelpers: Readonly<Record<string, string>>;
  /** Without `User-Agent`, as the CLI leaves it out. */
  readonly httpHeaders: Readonly<Record<string, string>>;
  readonly currentContext: string | undefined;
  /** By daemon host, or `default`. */
  readonly proxies: Readonly<Record<string, ProxySettings>>;
  readonly pruneFilters: readonly string[];
}

const EMPTY: DockerConfig = {
  auths: {},
  credsStore: undefined,
  credHelpers: {},
  httpHeaders: {},
  currentContext: undefined,
  proxies: {},
  pruneFilters: [],
};

/** A missing file is an empty config; one that cannot be read is an empty config and a failure, as for the CLI. */
export async function readDockerConfig(
  environment: DockerEnvironment,
): Promise<{ readonly path: string; readonly config: DockerConfig; readonly failure?: Failure }> {
  const { join } = environment.platform === 'win32' ? win32 : posix;
  const path = join(dockerConfigDir(environment), 'config.json');
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { path, config: EMPTY };
    return { path, config: EMPTY, failure: configFailure(path, error) };
  }
  if (text.trim() === '') return { path, config: EMPTY };
  try {
    return { path, config: parseDockerConfig(text) };
  } catch (error) {
    return { path, config: EMPTY, failure: configFailure(path, error) };
  }
}

/**
 * An empty file is an empty config, and what stands behind the first value is not looked at (docker/cli cli/config/configfile/file.go,
 * LoadFromReader).
 *
 * @throws when it is not the JSON of a docker config
 */
export function parseDockerConfig(text: string): DockerConfig {
  const read = configSchema.parse(text.trim() === '' ? {} : JSON.parse(firstJson(text)));
  return {
    auths: read.auths ?? {},
    credsStore: read.credsStore || undefined,
    credHelpers: read.credHelpers ?? {},
    httpHeaders: Object.fromEntries(
      Object.entries(read.HttpHeaders ?? {}).filter(([name]) => name.toLowerCase() !== 'user-agent'),
    ),
    currentContext: read.currentContext || undefined,
    proxies: read.proxies ?? {},
    pruneFilters: read.pruneFilters ?? [],
  };
}

/** The text of the file never enters the failure: it may hold logins. */
function configFailure(path: string, error: unknown): Failure {
  const code = (error as NodeJS.ErrnoException).code;
  return {
    code: 'engine-context-broken',
    title: "Docker's config file cannot be read.",
    meaning: 'Its saved logins, headers and the chosen context are not used.',
    remedy: `Mend ${path}. Slipway does not change it.`,
    detail: code === undefined ? 'It is not the JSON that docker writes.' : `${code}: ${path}`,
  };
}
