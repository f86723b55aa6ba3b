/**
 * Runs everything that says whether Slipway works: lint, types, walls, build, unit, integration, stand-in, end to end.
 * Ends with one plain line over all of them. With CI=true a real part that is missing is a failure, else its tests are
 * skipped and named. Two runs at once wait for each other.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheDir } from '../testbed/cache.ts';
import { type Lock, takeLock } from '../testbed/lock.ts';
import { runVariable } from '../testbed/network.ts';
import { stateVariable } from '../testbed/state.ts';
import { endScripts } from './child.ts';
import { add, type Count, closingLine, nothing, oneCheck } from './count.ts';
import { bringRealParts, checkEngine, checkMachine, type RealParts } from './real-parts.ts';
import { type CheckName, runCheck, runPlaywright, runVitest, type Setting, skipFiles } from './stages.ts';

const root = join(import.meta.dirname, '..', '..');
const knipFiles = ['knip.json', 'knip.jsonc', 'knip.ts'];
const inCi = process.env.CI === 'true';
const started = performance.now();
const counts = new Map<string, Count>();
let stopped = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    stopped = true;
    endScripts('SIGTERM');
  });
}

async function stage(name: string, work: () => Promise<Count>, always = false): Promise<Count> {
  if (stopped && !always) return nothing;
  const from = performance.now();
  console.log(`\n== ${name} ==`);
  const count = await work().catch((error: unknown) => oneCheck(`${name}: ${String(error)}`, false));
  counts.set(name, add([counts.get(name) ?? nothing, count]));
  console.log(`${name}: ${closingLine(count)} (${((performance.now() - from) / 1000).toFixed(1)} s)`);
  return count;
}

async function runStages(base: Setting, run: string, folder: string): Promise<void> {
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
    await stage('nothing left', () => checkMachine(parts, run, folder), true);
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

function report(): Count {
  const all = add([...counts.values()]);
  const minutes = (performance.now() - started) / 60_000;
  console.log(`\n== all, in ${minutes.toFixed(1)} minutes ==`);
  for (const [name, count] of counts) console.log(`${name}: ${closingLine(count)}`);
  for (const { name, reason } of all.skips) console.log(`skipped: ${name}: ${reason}`);
  for (const failure of all.failures) console.log(`failed: ${failure}`);
  console.log(`\n${closingLine(all)}`);
  return all;
}

let lock: Lock | undefined;
if (process.platform === 'linux') {
  lock = await takeLock(join(cacheDir(), 'test.lock'), () => console.log('test: waiting for another run to end'));
}
// Everything that the run leaves in the temporary folder goes with it; a short name, since sockets lie below it.
const folder = mkdtempSync(join(tmpdir(), 'slipway-run-'));
const run = randomBytes(6).toString('hex');
const results = join(root, '.cache', 'test-results');
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });
process.env.TMPDIR = folder;
process.env[runVariable] = run;
// A testbed that a developer keeps up is not for the run: it has one of its own.
delete process.env[stateVariable];
try {
  await runStages({ root, env: { ...process.env }, results }, run, folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
  await lock?.release();
}
const all = report();
process.exit(stopped || all.failures.length > 0 ? 1 : 0);
