import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Removal, removals } from './prove/removals.ts';
import { setup } from './testbed/vitest-setup.ts';

/**
 * Shows that each protecting line is held by a test: removes it in a copy of the tree, builds the copy, runs the security
 * spec or the unit tests of the gate, and expects red. Green there means that nobody would notice the loss. The tests must
 * be green before, or red would say nothing. Words as arguments choose lines that hold one of them.
 */
const root = join(import.meta.dirname, '..');
const only = process.argv.slice(2);
const chosen = removals.filter(({ line }) => only.length === 0 || only.some((word) => line.includes(word)));
if (chosen.length === 0) throw new Error(`No line holds ${only.join(' or ')}.`);

// One testbed for all: the spec needs an Engine, and each run would make its own.
const takeDown = await setup();
try {
  process.exitCode = prove() ? 0 : 1;
} finally {
  await takeDown?.();
}

function prove(): boolean {
  for (const held of ['unit', 'spec'] as const) {
    if (!chosen.some((removal) => removal.held === held)) continue;
    const red = failing(held);
    if (red.length > 0) {
      console.log(`The tests are red as they are: ${red.join('; ')}`);
      return false;
    }
  }
  let unheld = 0;
  for (const removal of chosen) {
    const red = failing(removal.held, removal);
    if (red.length === 0) unheld += 1;
    console.log(`${red.length > 0 ? 'held  ' : 'UNHELD'} ${removal.file}: ${removal.line}`);
    for (const title of red) console.log(`         by: ${title}`);
  }
  console.log(
    unheld === 0
      ? `Each of ${chosen.length} removed lines turned a test red.`
      : `${unheld} of ${chosen.length} lines are held by no test.`,
  );
  return unheld === 0;
}

/** Titles of the tests that fail in a copy of the tree, with or without a removal. */
function failing(held: Removal['held'], removal?: Removal): readonly string[] {
  const copy = mkdtempSync(join(tmpdir(), 'slipway-security-'));
  try {
    for (const name of ['src', 'e2e', 'tools', 'tsconfig'])
      cpSync(join(root, name), join(copy, name), { recursive: true });
    const files = [
      'package.json',
      'tsconfig.json',
      'electron.vite.config.ts',
      'playwright.config.ts',
      'vitest.config.ts',
    ];
    for (const name of files) cpSync(join(root, name), join(copy, name));
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    if (removal !== undefined) remove(copy, removal);
    const report = join(copy, 'report.json');
    if (held === 'unit') return unitFailures(copy, report);
    if (run(copy, 'node_modules/electron-vite/bin/electron-vite.js', ['build']) !== 0) {
      throw new Error('The copy does not build.');
    }
    return specFailures(copy, report);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function remove(copy: string, { file, line, instead }: Removal): void {
  const path = join(copy, file);
  const text = readFileSync(path, 'utf8');
  if (text.split(line).length !== 2) throw new Error(`${file} must have this once: ${line}`);
  writeFileSync(
    path,
    text.replace(line, () => instead ?? ''),
  );
}

function unitFailures(copy: string, report: string): readonly string[] {
  const folders = ['src/main/ipc', 'src/main/desktop'];
  const options = ['--project', 'unit', '--reporter', 'json', '--outputFile', report];
  run(copy, 'node_modules/vitest/vitest.mjs', ['run', ...options, ...folders]);
  interface Result {
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }
  const { testResults } = read<{ readonly testResults: readonly Result[] }>(report);
  const tests = testResults.flatMap((result) => result.assertionResults);
  if (tests.length === 0) throw new Error('No unit test ran.');
  return tests.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName);
}

function specFailures(copy: string, report: string): readonly string[] {
  const cli = 'node_modules/@playwright/test/cli.js';
  run(copy, cli, ['test', 'security.spec.ts', '--reporter', 'json'], { PLAYWRIGHT_JSON_OUTPUT_FILE: report });
  interface Spec {
    readonly title: string;
    readonly ok: boolean;
  }
  const { suites } = read<{ readonly suites: readonly { readonly specs: readonly Spec[] }[] }>(report);
  const specs = suites.flatMap((suite) => suite.specs);
  if (specs.length === 0) throw new Error('The security spec did not run.');
  return specs.filter(({ ok }) => !ok).map(({ title }) => title);
}

function read<Report>(report: string): Report {
  if (!existsSync(report)) throw new Error('The tests did not run to their end.');
  return JSON.parse(readFileSync(report, 'utf8')) as Report;
}

function run(cwd: string, script: string, args: readonly string[], set: NodeJS.ProcessEnv = {}): number | null {
  return spawnSync(process.execPath, [script, ...args], { cwd, env: { ...process.env, ...set }, stdio: 'ignore' })
    .status;
}
