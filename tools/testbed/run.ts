import { spawn } from 'node:child_process';

/** How to run a program. */
export interface RunOptions {
  readonly cwd?: string;
  /** The whole environment; the current one when left out. */
  readonly env?: NodeJS.ProcessEnv;
  /** Written to standard input, which is closed afterwards. */
  readonly input?: string | Buffer;
  /** Milliseconds until the program is ended. */
  readonly timeoutMs?: number;
  /** Do not throw when the exit code is not 0. */
  readonly unchecked?: boolean;
}

/** What a program answered. `code` is -1 when a signal ended it. */
export interface RunResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Thrown when a program fails: the command and the end of what it said. */
export class RunError extends Error {
  readonly result: RunResult;
  constructor(command: string, result: RunResult) {
    const said = (result.stderr.trim() || result.stdout.trim()).slice(-4000);
    super(`${command} failed with code ${result.code}${said === '' ? '' : `:\n${said}`}`);
    this.name = 'RunError';
    this.result = result;
  }
}

/** Runs a program to its end and collects its output as text. Throws {@link RunError} unless `unchecked`. */
export function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs, killSignal: 'SIGKILL' as const }),
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const late =
        signal === 'SIGKILL' && options.timeoutMs !== undefined ? `\nended after ${options.timeoutMs} ms` : '';
      const result: RunResult = {
        code: code ?? -1,
        stdout: Buffer.concat(stdout).toString(),
        stderr: Buffer.concat(stderr).toString() + late,
      };
      if (result.code === 0 || options.unchecked === true) resolve(result);
      else reject(new RunError([program, ...args].join(' ').slice(0, 300), result));
    });
  });
}
