import { Script } from 'node:vm';
import fc from 'fast-check';
import { it } from 'vitest';

/**
 * How much and from where: `SLIPWAY_FUZZ_FACTOR` multiplies the runs of each property, `SLIPWAY_FUZZ_SEED` starts them elsewhere. Without
 * them, as in `npm test`, every run is the same; `npm run fuzz` gives both.
 */
const FACTOR = Number(process.env.SLIPWAY_FUZZ_FACTOR ?? 1);
const SEED = Number(process.env.SLIPWAY_FUZZ_SEED ?? 20_261_124);
/** A wait's time-out and no measure: what takes so long for one input, of what takes a thousandth, does not end. */
const STUCK_MS = 30_000;
/** After so long no smaller input is looked for. */
const MOST_MS = 20 * 60_000;

/**
 * A test of a property over inputs that nobody wrote. A failure shrinks to a small input and says the seed. Work without an end is broken
 * off, where the check does not wait for anything, and is a failure like any other.
 *
 * @param runs how many inputs, with a factor of 1
 */
export function fuzz<T>(
  name: string,
  runs: number,
  input: fc.Arbitrary<T>,
  check: (input: T) => void | Promise<void>,
): void {
  const numRuns = Math.max(1, Math.round(runs * FACTOR));
  it(
    name,
    async () => {
      const property = fc.asyncProperty(input, async (value) => {
        await withinTime(() => check(value));
      });
      await fc.assert(property, {
        numRuns,
        seed: SEED,
        interruptAfterTimeLimit: MOST_MS,
        markInterruptAsFailure: true,
      });
    },
    MOST_MS + 60_000,
  );
}

const script = new Script('globalThis.slipwayFuzzedCall()');

/** V8 stops a script that takes too long, within a regular expression too. */
function withinTime(call: () => void | Promise<void>): void | Promise<void> {
  Object.assign(globalThis, { slipwayFuzzedCall: call });
  return script.runInThisContext({ timeout: STUCK_MS }) as void | Promise<void>;
}
