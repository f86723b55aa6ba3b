/**
 * Runs what depends on the version of the Engine, of BuildKit or of the buildx CLI, on each of them:
 * `npm run test:engines [-- ENGINE…]`. Ends with one plain line. With CI=true an Engine that is missing is a failure, else
 * its tests are skipped and named. Two runs at once wait for each other.
 */
import { join } from 'node:path';
import { type EngineKitName, engineKitNames } from '../testbed/engine-kits.ts';
import { onInterrupt } from './child.ts';
import { add, type Count, nothing, notRun, oneCheck } from './count.ts';
import { onContainerdStore, onEveryEngine, onOneEngine } from './engine-suite.ts';
import { bringRealParts, checkEngine, checkMachine, type RealParts } from './real-parts.ts';
import { runVitest, type Setting } from './stages.ts';
import { openTally } from './tally.ts';
import { type TestRun, withTestRun } from './test-run.ts';

const root = join(import.meta.dirname, '..', '..');
const tally = openTally();
const { stage } = tally;

onInterrupt(() => tally.stop());

function wantedKits(): readonly EngineKitName[] {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !engineKitNames.some((kit) => kit === name));
  if (unknown.length > 0) throw new Error(`${unknown.join(', ')}: the Engines are ${engineKitNames.join(', ')}.`);
  return wanted.length === 0 ? engineKitNames : engineKitNames.filter((kit) => wanted.includes(kit));
}

/** The same test on another Engine is another test: its name says where it ran. */
function on(kit: EngineKitName, { passed, failures, skips }: Count): Count {
  return {
    passed,
    failures: failures.map((failure) => `${kit}: ${failure}`),
    skips: skips.map(({ name, reason }) => ({ name: `${kit}: ${name}`, reason })),
  };
}

async function runOn(kit: EngineKitName, first: boolean, base: Setting, run: TestRun): Promise<void> {
  const files = [
    ...onEveryEngine,
    ...(kit === 'docker-newest' ? onContainerdStore : []),
    ...(first ? onOneEngine : []),
  ];
  let parts: RealParts | undefined;
  try {
    await stage(`${kit}: real parts`, async () => {
      parts = await bringRealParts(base.env, kit);
      if (parts.kind === 'up') return oneCheck(`${kit}: real parts`, true);
      console.log(`${kit} is not here: ${parts.reason}`);
      return process.env.CI === 'true' ? oneCheck(`${kit}: real parts: ${parts.reason}`, false) : nothing;
    });
    if (parts?.kind === 'up') {
      const { state, env } = parts;
      await stage(`${kit}: tests`, async () => on(kit, await runVitest('engines', { ...base, env }, files)));
      await stage(`${kit}: the Engine afterwards`, async () => on(kit, await checkEngine(state, 'tests', new Set())));
    } else {
      const reason = parts?.reason ?? 'the real parts could not be brought up';
      await stage(`${kit}: tests`, async () => on(kit, add(files.map((file) => notRun(file, reason)))));
    }
  } finally {
    await stage(`${kit}: nothing left`, async () => on(kit, await checkMachine(parts, run)), true);
  }
}

await withTestRun(root, 'engines', async (run) => {
  const base: Setting = { root, env: { ...process.env }, results: run.results };
  for (const [index, kit] of wantedKits().entries()) await runOn(kit, index === 0, base, run);
});
process.exit(tally.report());
