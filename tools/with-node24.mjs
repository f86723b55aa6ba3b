#!/usr/bin/env node
// Runs a script on Node 24, whichever Node started us: `node tools/with-node24.mjs SCRIPT [ARGUMENT…]`.
// Plain JavaScript that Node 20.19 understands; everything behind it may use Node 24.
import { spawn } from 'node:child_process';
import { cacheCompiledCode, findNode24 } from './node24.mjs';

const [script, ...rest] = process.argv.slice(2);
if (script === undefined) {
  console.error('usage: node tools/with-node24.mjs SCRIPT [ARGUMENT...]');
  process.exit(2);
}
cacheCompiledCode();
const child = spawn(findNode24(), ['--disable-warning=ExperimentalWarning', script, ...rest], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
child.on('error', (error) => {
  console.error(`Node 24 could not be started: ${error.message}`);
  process.exit(1);
});
