import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A lock that is held until `release`. */
export interface Lock {
  release(): Promise<void>;
}

/**
 * Takes an exclusive lock on a file between processes. util-linux's `flock` holds it for us until its standard input
 * closes, so the kernel frees it whenever this process ends, however it ends. `onWait` is called once when the lock is
 * held by somebody else.
 */
export async function takeLock(file: string, onWait?: () => void): Promise<Lock> {
  await mkdir(dirname(file), { recursive: true });
  // -o: the lock must not live on in the children of the program that holds it.
  const child = spawn('flock', ['-o', file, 'sh', '-c', 'echo held; exec cat >/dev/null'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  const waiting = onWait === undefined ? undefined : setTimeout(onWait, 300);
  const held = await Promise.race([once(child.stdout, 'data').then(() => true), ended.then(() => false)]);
  clearTimeout(waiting);
  if (!held) throw new Error(`The lock ${file} could not be taken.`);
  return {
    async release() {
      child.stdin.end();
      await ended;
    },
  };
}

/** Runs `work` while the lock is held. */
export async function withLock<T>(file: string, work: () => Promise<T>, onWait?: () => void): Promise<T> {
  const lock = await takeLock(file, onWait);
  try {
    return await work();
  } finally {
    await lock.release();
  }
}
