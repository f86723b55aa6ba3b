import { type DockerEnvironment, type VariableOrigin, variable } from './environment.ts';
import { runProgram } from './run-program.ts';

/** A profile that takes longer is done without. */
const DEFAULT_TIMEOUT_MS = 5_000;
const LARGEST_ENVIRONMENT = 4 * 1024 * 1024;

/**
 * A program started from the desktop has neither the shell's PATH nor its DOCKER_*, BUILDX_* and SSH_AUTH_SOCK. This
 * reads them once from the person's login shell. What the process has already stays, except PATH: the shell's comes
 * first, then what only the process has.
 *
 * Call it only for a start without a terminal. Windows has no login shell: nothing changes there. A shell that fails or
 * hangs changes nothing either.
 */
export async function withLoginShell(
  environment: DockerEnvironment,
  { signal, timeoutMs = DEFAULT_TIMEOUT_MS }: { readonly signal?: AbortSignal; readonly timeoutMs?: number } = {},
): Promise<DockerEnvironment> {
  const shell = variable(environment, 'SHELL');
  if (environment.platform === 'win32' || shell === undefined) return environment;
  const found = await askShell(shell, environment, timeoutMs, signal);
  return found === undefined ? environment : mergeShell(environment, found);
}

const WANTED = /^(DOCKER_\w+|BUILDX_\w+|BUILDKIT_\w+|SSH_AUTH_SOCK|(HTTPS?|NO|ALL)_PROXY|(https?|no|all)_proxy)$/;

/** The wanted variables of the shell put under those of the process, with where each came from. */
export function mergeShell(environment: DockerEnvironment, shell: Readonly<Record<string, string>>): DockerEnvironment {
  const variables: Record<string, string> = { ...environment.variables };
  const origins: Record<string, VariableOrigin> = { ...environment.origins };
  for (const [name, value] of Object.entries(shell)) {
    if (!WANTED.test(name) || value === '' || variable(environment, name) !== undefined) continue;
    variables[name] = value;
    origins[name] = 'login-shell';
  }
  const path = mergePaths(shell.PATH ?? '', environment.variables.PATH ?? '');
  if (path !== '' && path !== environment.variables.PATH) {
    variables.PATH = path;
    origins.PATH = 'login-shell';
  }
  return { ...environment, variables, origins };
}

function mergePaths(first: string, second: string): string {
  const folders = [...first.split(':'), ...second.split(':')].filter((folder) => folder !== '');
  return [...new Set(folders)].join(':');
}

/** Words that no profile prints by itself, around the environment. */
const MARK = '__slipway_environment__';

async function askShell(
  shell: string,
  environment: DockerEnvironment,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<Readonly<Record<string, string>> | undefined> {
  const script = `printf '%s' ${MARK}; env -0; printf '%s' ${MARK}`;
  // -i too: many people set PATH in the interactive file alone (.zshrc, .bashrc).
  const end = await runProgram(shell, ['-l', '-i', '-c', script], {
    environment: environment.variables,
    timeoutMs,
    signal,
    largestOutput: LARGEST_ENVIRONMENT,
    // A profile may leave a program behind that keeps the output open.
    isEnough: (stdout) => stdout.split(MARK, 3).length === 3,
  });
  return end.kind === 'enough' || end.kind === 'exit' ? parseShellOutput(end.stdout) : undefined;
}

/** The variables between the two marks; undefined when they are not both there. */
export function parseShellOutput(output: string): Readonly<Record<string, string>> | undefined {
  const [, body, after] = output.split(MARK, 3);
  if (body === undefined || after === undefined) return undefined;
  const variables: Record<string, string> = {};
  for (const line of body.split('\0')) {
    const equals = line.indexOf('=');
    if (equals > 0) variables[line.slice(0, equals)] = line.slice(equals + 1);
  }
  return variables;
}
