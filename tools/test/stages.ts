import { existsSync, globSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findBinary, standInEnvironment } from '../start/electron.mjs';
import { runScript } from './child.ts';
import { type Count, nothing, notRun, oneCheck, withExit } from './count.ts';
import { countPlaywright, type PlaywrightReport } from './playwright-count.ts';

const minute = 60_000;

/** What every stage needs to know. */
export interface Setting {
  readonly root: string;
  /** Environment of the stage's programs. */
  readonly env: NodeJS.ProcessEnv;
  /** Where runners write their results. */
  readonly results: string;
}

/** Programs that pass or fail as a whole: the script, then its arguments. */
const checks = {
  lint: ['node_modules/@biomejs/biome/bin/biome', 'check', '.'],
  types: ['node_modules/typescript/bin/tsc', '-b'],
  walls: ['tools/check/main.ts'],
  unused: ['node_modules/knip/bin/knip.js'],
  build: ['node_modules/electron-vite/bin/electron-vite.js', 'build'],
} as const;

export type CheckName = keyof typeof checks;

/** Runs one of the checks. */
export async function runCheck(name: CheckName, { root, env }: Setting): Promise<Count> {
  const [script, ...args] = checks[name];
  return oneCheck(name, (await runScript([join(root, script), ...args], env, 10 * minute)) === 0);
}

/** Runs a vitest project, or some of its files. */
export async function runVitest(
  project: 'unit' | 'integration' | 'engines',
  { root, env, results }: Setting,
  files: readonly string[] = [],
): Promise<Count> {
  const file = join(results, `${project}.json`);
  rmSync(file, { force: true });
  const code = await runScript([join(root, 'tools/test/vitest-run.ts'), project, file, ...files], env, 25 * minute);
  const count = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Count) : nothing;
  return withExit(project, count, code);
}

/** Runs Playwright with a configuration; on the stand-in where Electron's own binary is not installed. */
export async function runPlaywright(name: string, config: string, { root, env, results }: Setting): Promise<Count> {
  if (!existsSync(join(root, config))) return oneCheck(`${name}: ${config} is missing`, false);
  const file = join(results, `${name}.json`);
  const electron = findBinary() === undefined ? standInEnvironment() : {};
  const cli = join(root, 'node_modules/@playwright/test/cli.js');
  const code = await runScript(
    [cli, 'test', '--config', join(root, config), '--reporter=list,json'],
    { ...env, ...electron, PLAYWRIGHT_JSON_OUTPUT_FILE: file },
    25 * minute,
  );
  const count = existsSync(file)
    ? countPlaywright(JSON.parse(readFileSync(file, 'utf8')) as PlaywrightReport)
    : nothing;
  return withExit(name, count, code);
}

/** Test files that did not run, each named with the reason. */
export function skipFiles(root: string, pattern: string, reason: string): readonly Count[] {
  return globSync(pattern, { cwd: root, exclude: (name) => name === 'node_modules' })
    .sort()
    .map((file) => notRun(file, reason));
}
