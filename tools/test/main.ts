/**
 * Runs everything that says whether Slipway works: lint, types, walls, build, unit, integration, stand-in, end to end.
 * Ends with one plain line over all of them. With CI=true a real part that is missing is a failure, else its tests are
 * skipped and named. Two runs at once wait for each other.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { onInterrupt } from './child.ts';
import { add, nothing, oneCheck } from './count.ts';
import { bringRealParts, checkEngine, checkMachine, type RealParts } from './real-parts.ts';
import { type CheckName, runCheck, runPlaywright, runVitest, type Setting, skipFiles } from './stages.ts';
import { openTally } from './tally.ts';
import { type TestRun, withTestRun } from './test-run.ts';

const root = join(import.meta.dirname, '..', '..');
const knipFiles = ['knip.json', 'knip.jsonc', 'knip.ts'];
const inCi = process.env.CI === 'true';
const tally = openTally();
const { stage } = tally;

onInterrupt(() => tally.stop());

async function runStages(base: Setting, run: TestRun): Promise<void> {
  const present = (name: CheckName) => name !== 'unused' || knipFiles.some((file) => existsSync(join(root, file)));
  const first: readonly CheckName[] = ['lint', 'types', 'walls', 'unused', 'build'];
  for (const name of first.filter(present)) await stage(name, () => runCheck(name, base));
  await stage('unit', () => runVitest('unit', base));
  let parts: RealParts | undefined;
  try {
    await stage('real parts', async () => {
      parts = await bringRealParts(base.env);
      if (parts.kind === 'up') return oneCheck('real parts', true);
      console.log(`The real parts are not here: ${parts.reason}`);
      return inCi ? oneCheck(`real parts: ${parts.reason}`, false) : nothing;
    });
    await runOnRealParts(base, parts);
  } finally {
    await stage('nothing left', () => checkMachine(parts, run), true);
  }
}

async function runOnRealParts(base: Setting, parts: RealParts | undefined): Promise<void> {
  if (parts?.kind !== 'up') {
    const reason = parts?.reason ?? 'the real parts could not be brought up';
    const skip = (pattern: string) => async () => add(skipFiles(root, pattern, reason));
    await stage('integration', skip('{src,tools}/**/*.itg.ts'));
    await stage('stand-in', skip('tools/electron-stand-in/*.spec.ts'));
    await stage('end to end', skip('e2e/**/*.spec.ts'));
    return;
  }
  const { state, env } = parts;
  const setting: Setting = { ...base, env };
  const left = new Set<string>();
  await stage('integration', () => runVitest('integration', setting));
  await stage('Engine after integration', () => checkEngine(state, 'integration tests', left));
  await stage('stand-in', () => runPlaywright('stand-in', 'tools/electron-stand-in/playwright.config.ts', setting));
  await stage('end to end', () => runPlaywright('end-to-end', 'playwright.config.ts', setting));
  await stage('Engine after end to end', () => checkEngine(state, 'end-to-end tests', left));
}

await withTestRun(root, 'test', (run) => runStages({ root, env: { ...process.env }, results: run.results }, run));
process.exit(tally.report());
