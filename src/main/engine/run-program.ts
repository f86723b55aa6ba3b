import { spawn } from 'node:child_process';

/** How a program that was asked something ended. */
export type ProgramEnd =
  | { readonly kind: 'exit'; readonly code: number; readonly stdout: string }
  /** It printed what was waited for; it may still run. */
  | { readonly kind: 'enough'; readonly stdout: string }
  | { readonly kind: 'failed'; readonly error: NodeJS.ErrnoException }
  | { readonly kind: 'too-much' | 'too-long' | 'given-up' };

export interface RunProgramOptions {
  readonly environment: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly largestOutput: number;
  /** True when the output so far is all that is needed. */
  readonly isEnough?: (stdout: string) => boolean;
}

/**
 * Runs a program that answers on standard output; its standard error goes nowhere. It has no terminal to ask on. Whatever
 * happens this resolves within the time limit, also when a child of the program keeps its output open.
 */
export function runProgram(program: string, args: readonly string[], options: RunProgramOptions): Promise<ProgramEnd> {
  const { environment, input = '', timeoutMs, signal, largestOutput, isEnough } = options;
  if (signal?.aborted) return Promise.resolve({ kind: 'given-up' });
  return new Promise((resolve) => {
    const ownGroup = process.platform !== 'win32';
    const child = spawn(program, args, {
      env: { ...environment },
      stdio: ['pipe', 'pipe', 'ignore'],
      windowsHide: true,
      detached: ownGroup,
    });
    const end = (how: ProgramEnd) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      child.stdout.destroy();
      if (how.kind !== 'exit' && how.kind !== 'failed') killGroup(child.pid, ownGroup);
      resolve(how);
    };
    const onAbort = () => end({ kind: 'given-up' });
    const timer = setTimeout(() => end({ kind: 'too-long' }), timeoutMs);
    signal?.addEventListener('abort', onAbort, { once: true });
    let stdout = '';
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (text: string) => {
      stdout += text;
      if (stdout.length > largestOutput) end({ kind: 'too-much' });
      else if (isEnough?.(stdout)) end({ kind: 'enough', stdout });
    });
    child.once('error', (error) => end({ kind: 'failed', error }));
    child.once('close', (code) => end({ kind: 'exit', code: code ?? 1, stdout }));
    // One that ends without reading is no fault.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

function killGroup(pid: number | undefined, ownGroup: boolean): void {
  if (pid === undefined) return;
  try {
    process.kill(ownGroup ? -pid : pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}
