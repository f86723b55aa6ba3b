// npm start: installs the packages where needed, then goes on under Node 24. Plain JavaScript for Node 20.19.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { findNode24 } from './node24.mjs';
import { installPackages, root } from './start/packages.mjs';

const say = (text) => console.log(`start: ${text}`);

try {
  installPackages(say);
  const main = join(root, 'tools', 'start', 'main.ts');
  const args = ['--disable-warning=ExperimentalWarning', main, ...process.argv.slice(2)];
  const child = spawn(findNode24(), args, { cwd: root, stdio: 'inherit' });
  // A terminal sends Ctrl-C to all of us; the one in front ends when those behind it have.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => process.exit(code ?? 1));
} catch (error) {
  console.error(`start: ${error.message}`);
  process.exit(1);
}
