import { type ChildProcess, spawn } from 'node:child_process';

const running = new Set<ChildProcess>();

/** Runs a script on this Node with its output shown; its process group is ended after the limit. Answers its exit code. */
export function runScript(args: readonly string[], env: NodeJS.ProcessEnv, limitMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
      detached: true,
    });
    running.add(child);
    const limit = setTimeout(() => {
      console.error(`test: ${args[0]} took longer than ${limitMs / 60_000} minutes and was ended`);
      endGroup(child, 'SIGKILL');
    }, limitMs);
    const done = () => {
      clearTimeout(limit);
      running.delete(child);
    };
    child.on('error', (error) => {
      done();
      reject(error);
    });
    child.on('exit', (code) => {
      done();
      resolve(code ?? 1);
    });
  });
}

function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  } catch {
    // It ended in between.
  }
}

/** An interrupted run begins no further stage (`stop`), and ends the scripts that run now with all that they started in their process groups. */
export function onInterrupt(stop: () => void): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      stop();
      for (const child of running) endGroup(child, 'SIGTERM');
    });
  }
}
