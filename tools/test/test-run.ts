import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheDir } from '../testbed/cache.ts';
import { type Lock, takeLock } from '../testbed/lock.ts';
import { runVariable } from '../testbed/network.ts';
import { stateVariable } from '../testbed/state.ts';

/** What marks all that belongs to one run of tests. */
export interface TestRun {
  /** The temporary folder of everything in it. */
  readonly folder: string;
  /** Value of SLIPWAY_RUN. */
  readonly id: string;
  /** Where runners write their results. */
  readonly results: string;
}

/**
 * Gives a run a temporary folder and a mark of its own, so that what it leaves can be told, and ends with them. Two runs
 * of the same name wait for each other.
 *
 * @param name of the lock and of the results, such as `test`
 */
export async function withTestRun(root: string, name: string, work: (run: TestRun) => Promise<void>): Promise<void> {
  let lock: Lock | undefined;
  if (process.platform === 'linux') {
    const waiting = () => console.log(`${name}: waiting for another run to end`);
    lock = await takeLock(join(cacheDir(), `${name}.lock`), waiting);
  }
  // Everything that the run leaves in the temporary folder goes with it; a short name, since sockets lie below it.
  const folder = mkdtempSync(join(tmpdir(), 'slipway-run-'));
  const id = randomBytes(6).toString('hex');
  const results = join(root, '.cache', `${name}-results`);
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });
  process.env.TMPDIR = folder;
  process.env[runVariable] = id;
  // A testbed that a developer keeps up is not for the run: it has one of its own.
  delete process.env[stateVariable];
  try {
    await work({ folder, id, results });
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await lock?.release();
  }
}
