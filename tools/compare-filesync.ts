// Compares what BuildKit makes of random folders sent by Slipway and by the CLI, file by file: `node tools/with-node24.mjs
// tools/compare-filesync.ts [--trees 1000] [--seed N]`. Needs what the integration tests need; about two seconds a folder.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
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
const trees = Number(values.trees);
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const corpus = 'src/main/buildkit/session/filesync-corpus';
/** Each batch in a process of its own, so that what went before is not lost with one of them. */
const BATCH = 100;
let running: ChildProcess | undefined;
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => process.exit(running?.kill(signal) ? 1 : 0));

for (let done = 0, seed = Number(values.seed); done < trees; done += BATCH, seed++) {
  const count = Math.min(BATCH, trees - done);
  console.log(`compare-filesync: ${count} trees of seed ${seed}, ${done} of ${trees} done`);
  running = spawn(process.execPath, [vitest, 'run', '--project', 'integration', corpus], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, SLIPWAY_FILESYNC_TREES: String(count), SLIPWAY_FILESYNC_SEED: String(seed) },
  });
  const [code] = await once(running, 'exit');
  if (code !== 0) process.exit(1);
}
console.log(`compare-filesync: ${trees} trees are the same`);
