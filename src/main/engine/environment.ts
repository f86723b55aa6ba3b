/**
 * What the docker CLI would read from the process it runs in, as explicit values. Made once at the top and handed
 * down; nothing deeper reads `process.env`.
 */
export interface DockerEnvironment {
  readonly variables: Readonly<Record<string, string>>;
  /** Where each variable in `variables` came from; one that is missing here came from the process. */
  readonly origins: Readonly<Record<string, VariableOrigin>>;
  readonly home: string;
  readonly platform: NodeJS.Platform;
}

export type VariableOrigin = 'process' | 'login-shell';

/** The environment of a started process, with nothing added. */
export function environmentOf(process: {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly platform: NodeJS.Platform;
}): DockerEnvironment {
  const variables: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined) variables[name] = value;
  return { variables, origins: {}, home: process.home, platform: process.platform };
}

const PROXY_NAMES = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'];

/** This computer's proxies, as plain data for whoever opens connections. May hold passwords: never show them. */
export function proxyVariablesOf(environment: DockerEnvironment): Readonly<Record<string, string>> {
  return pickVariables(environment, PROXY_NAMES);
}

/** What `ssh` needs to be found, to log in, and for the programs of its own configuration to get out of this network. */
export function sshVariablesOf(environment: DockerEnvironment): Readonly<Record<string, string>> {
  return pickVariables(environment, ['PATH', 'SSH_AUTH_SOCK', 'ALL_PROXY', 'all_proxy', ...PROXY_NAMES]);
}

/** Those of these variables that are set and not empty. */
function pickVariables(environment: DockerEnvironment, names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = variable(environment, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** A variable that is set and not empty; Go's CLI treats an empty one as unset. */
export function variable(environment: DockerEnvironment, name: string): string | undefined {
  const value = environment.variables[name];
  return value === undefined || value === '' ? undefined : value;
}
