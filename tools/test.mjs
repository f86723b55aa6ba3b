// npm test, and npm run test:engines with `engines` as first argument: installs the packages where needed, then runs
// everything on Node 24. Plain JavaScript for Node 20.19.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { cacheCompiledCode, findNode24 } from './node24.mjs';
import { installPackages, root } from './start/packages.mjs';

const say = (text) => console.log(`test: ${text}`);

try {
  installPackages(say);
  cacheCompiledCode();
  const [first, ...rest] = process.argv.slice(2);
  const engines = first === 'engines';
  const main = join(root, 'tools', 'test', engines ? 'engines.ts' : 'main.ts');
  const args = ['--disable-warning=ExperimentalWarning', main, ...(engines ? rest : process.argv.slice(2))];
  const child = spawn(findNode24(), args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => process.exit(code ?? 1));
} catch (error) {
  console.error(`test: ${error.message}`);
  console.log('0 passed, 1 failed, 0 skipped');
  process.exit(1);
}
