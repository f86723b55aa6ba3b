import { type RunResult, run } from '../../tools/testbed/run.ts';

export interface TimedRun extends RunResult {
  /** Processor time of the program and of all its children that ended, in seconds, user and system. */
  readonly cpu: number;
}

const MARK = '\nslipway-bench-cpu ';
/** The shell's own `time`: what the kernel counted for the whole tree of processes. `exec` would leave nobody to count. */
const SCRIPT = `TIMEFORMAT=$'${MARK.replace('\n', '\\n')}%3U %3S'; time "$@"`;

/** Runs a program and counts its processor time: the same for both sides. */
export async function timedRun(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<TimedRun> {
  const result = await run('bash', ['-c', SCRIPT, 'bench', program, ...args], { env: { ...env, LC_ALL: 'C' } });
  const { text, cpu } = splitTime(result.stderr);
  return { ...result, stderr: text, cpu };
}

/** The program's own text and the time that the shell wrote behind it. */
export function splitTime(stderr: string): { readonly text: string; readonly cpu: number } {
  const at = stderr.lastIndexOf(MARK);
  const times = at < 0 ? null : /^(\d+\.\d+) (\d+\.\d+)$/.exec(stderr.slice(at + MARK.length).trim());
  if (times === null) throw new Error('The shell did not tell the processor time.');
  return { text: stderr.slice(0, at), cpu: Number(times[1]) + Number(times[2]) };
}
