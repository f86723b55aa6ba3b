import { spawn } from 'node:child_process';
import { type DockerEnvironment, type VariableOrigin, variable } from './environment.ts';

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

function askShell(
  shell: string,
  environment: DockerEnvironment,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<Readonly<Record<string, string>> | undefined> {
  const limit = AbortSignal.timeout(timeoutMs);
  const script = `printf '%s' ${MARK}; env -0; printf '%s' ${MARK}`;
  return new Promise((resolve) => {
    // -i too: many people set PATH in the interactive file alone (.zshrc, .bashrc).
    const child = spawn(shell, ['-l', '-i', '-c', script], {
      env: { ...environment.variables },
      // No terminal, so that a prompt reads end-of-file and does not wait.
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
      killSignal: 'SIGKILL',
    });
    const chunks: Buffer[] = [];
    let bytes = 0;
    child.stdout?.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > LARGEST_ENVIRONMENT) child.kill('SIGKILL');
      else chunks.push(chunk);
    });
    child.once('error', () => resolve(undefined));
    child.once('close', () => resolve(parseShellOutput(Buffer.concat(chunks).toString('utf8'))));
  });
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
