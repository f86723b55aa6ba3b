import { fileURLToPath } from 'node:url';
import { run } from '../../tools/testbed/run.ts';
import type { LoadResult } from '../load/run.ts';
import type { Measure } from '../measure.ts';

/** What one round sends: 10,000 events a second for half a minute, of 5,000 steps that print 500,000 lines. */
const SIZE = { vertices: 5000, events: 300_000, lines: 500_000, rate: 10_000 };

/**
 * The longest time for which the main process answered nobody while a build went at full speed. A made-up daemon sends it; the whole way
 * is the app's own: BuildKit's protocol, worker, reducer, spool, topics, and a page. Each round is a program of its own and fails if
 * anything of the build was lost. Time in which the system gave the processor to others is not counted. The CLI does nothing of the kind.
 */
export const stallMeasures: readonly Measure[] = [
  {
    name: 'main-stall',
    unit: 'ms',
    pairs: 9,
    prepare: async () => ({ ours: stallOnce, peer: null, dispose: async () => {} }),
  },
];

async function stallOnce(): Promise<number> {
  const program = fileURLToPath(new URL('../load/main.ts', import.meta.url));
  const size = Object.entries(SIZE).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const { stdout } = await run(process.execPath, ['--disable-warning=ExperimentalWarning', program, ...size]);
  const { stall } = JSON.parse(stdout) as LoadResult;
  return stall.held;
}
