// Compares what BuildKit makes of random folders sent by Slipway and by the CLI, file by file: `node tools/with-node24.mjs
// tools/compare-filesync.ts [--trees 1000] [--seed N]`. Needs what the integration tests need; about two seconds a folder.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({
  options: {
    trees: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
  },
});
console.log(`compare-filesync: ${values.trees} trees of seed ${values.seed}`);
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const corpus = 'src/main/buildkit/session/filesync-corpus';
const child = spawn(process.execPath, [vitest, 'run', '--project', 'integration', corpus], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, SLIPWAY_FILESYNC_TREES: values.trees, SLIPWAY_FILESYNC_SEED: values.seed },
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 1));
