import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Shows that each protecting line is held by a test: removes it in a copy of the tree, builds the copy, runs the security
 * spec or the unit tests of the gate, and expects red. Green there means that nobody would notice the loss.
 */
interface Removal {
  readonly file: string;
  readonly line: string;
  /** What stands in its place; nothing by default. */
  readonly instead?: string;
  readonly held: 'spec' | 'unit';
}

const PREFERENCES = 'src/main/desktop/security.ts';
const POLICY = 'src/main/desktop/content-security-policy.ts';
const PROTOCOL = 'src/main/desktop/app-protocol.ts';
const SERVED = 'src/main/desktop/served-files.ts';
const GATE = 'src/main/ipc/bind.ts';
const SENDER = 'src/main/ipc/sender.ts';

const removals: readonly Removal[] = [
  { file: PREFERENCES, line: 'sandbox: true,', instead: 'sandbox: false,', held: 'spec' },
  { file: PREFERENCES, line: 'contextIsolation: true,', instead: 'contextIsolation: false,', held: 'spec' },
  { file: PREFERENCES, line: 'nodeIntegration: false,', instead: 'nodeIntegration: true,', held: 'spec' },
  { file: PREFERENCES, line: 'webSecurity: true,', instead: 'webSecurity: false,', held: 'spec' },
  { file: PREFERENCES, line: 'webviewTag: false,', instead: 'webviewTag: true,', held: 'spec' },
  { file: PREFERENCES, line: "contents.on('will-navigate', (event) => event.preventDefault());", held: 'spec' },
  { file: PREFERENCES, line: "contents.setWindowOpenHandler(() => ({ action: 'deny' }));", held: 'spec' },
  {
    file: PREFERENCES,
    line: 'session.defaultSession.setPermissionCheckHandler(() => false);',
    instead: 'session.defaultSession.setPermissionCheckHandler(() => true);',
    held: 'spec',
  },
  { file: POLICY, line: `"script-src 'self'",`, instead: `"script-src 'self' 'unsafe-inline'",`, held: 'spec' },
  { file: POLICY, line: `"connect-src 'self'",`, instead: '"connect-src *",', held: 'spec' },
  { file: POLICY, line: `"default-src 'none'",`, held: 'spec' },
  { file: PROTOCOL, line: "'content-security-policy': contentSecurityPolicy(nonce),", held: 'spec' },
  { file: SERVED, line: "if (path.includes('\\0') || path.includes('\\\\')) return undefined;", held: 'unit' },
  {
    file: SERVED,
    line: 'return file.startsWith(normalize(folder) + sep) ? file : undefined;',
    instead: 'return sep ? file : undefined;',
    held: 'unit',
  },
  { file: GATE, line: 'if (!isTrustedSender(page)) return { ok: false, failure: UNTRUSTED };', held: 'unit' },
  {
    file: GATE,
    line: 'return handler(parse(requestSchemas[request], input));',
    instead: 'return handler(input);',
    held: 'unit',
  },
  { file: SENDER, line: 'if (!page.isMainFrame) return false;', held: 'unit' },
];

const root = join(import.meta.dirname, '..');
const only = process.argv.slice(2);
const unheld: string[] = [];
for (const removal of removals) {
  if (only.length > 0 && !only.some((word) => removal.line.includes(word))) continue;
  const red = turnsRed(removal);
  console.log(`${red ? 'held  ' : 'UNHELD'} ${removal.file}: ${removal.line}`);
  if (!red) unheld.push(removal.line);
}
console.log(
  unheld.length === 0 ? 'Every removed line turned a test red.' : `${unheld.length} lines are held by no test.`,
);
process.exitCode = unheld.length === 0 ? 0 : 1;

function turnsRed(removal: Removal): boolean {
  const copy = mkdtempSync(join(tmpdir(), 'slipway-security-'));
  try {
    for (const name of ['src', 'e2e', 'tools', 'tsconfig'])
      cpSync(join(root, name), join(copy, name), { recursive: true });
    for (const name of [
      'package.json',
      'tsconfig.json',
      'electron.vite.config.ts',
      'playwright.config.ts',
      'vitest.config.ts',
    ]) {
      cpSync(join(root, name), join(copy, name));
    }
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    const file = join(copy, removal.file);
    const text = readFileSync(file, 'utf8');
    if (!text.includes(removal.line)) throw new Error(`${removal.file} has no line: ${removal.line}`);
    writeFileSync(
      file,
      text.replace(removal.line, () => removal.instead ?? ''),
    );
    if (removal.held === 'unit') {
      return !run(
        copy,
        'node_modules/vitest/vitest.mjs',
        'run',
        '--project',
        'unit',
        'src/main/ipc',
        'src/main/desktop',
      );
    }
    if (!run(copy, 'node_modules/electron-vite/bin/electron-vite.js', 'build'))
      throw new Error('The copy did not build.');
    return !run(copy, 'node_modules/@playwright/test/cli.js', 'test', 'security.spec.ts');
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function run(cwd: string, ...args: readonly string[]): boolean {
  return spawnSync(process.execPath, args, { cwd, stdio: 'ignore' }).status === 0;
}
