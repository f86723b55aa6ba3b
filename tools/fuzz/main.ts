/**
 * Tries the properties of all `*.fuzz.test.ts` on inputs that `npm test` does not come to: `npm run fuzz -- --minutes 30 [--only NAME]
 * [--seed N]`. Each round has a seed of its own and five times the inputs. It ends with the first failure, with the line that shows it again.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    only: { type: 'string', default: '' },
    factor: { type: 'string', default: '5' },
    seed: { type: 'string' },
  },
});
const { only, factor } = values;
const files = globSync('{src,tools}/**/*.test.ts', { cwd: root, exclude: (name) => name === 'node_modules' })
  .filter((file) => file.includes('.fuzz.') && file.includes(only))
  .sort();
if (files.length === 0) throw new Error(`No file of properties is called so: ${only}`);
console.log(`fuzz: ${files.map((file) => file.replace(/^.*\/(.*)\.fuzz\.test\.ts$/, '$1')).join(', ')}`);

const end = Date.now() + Number(values.minutes) * 60_000;
let seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
let rounds = 0;
do {
  console.log(`fuzz: round ${rounds + 1}, --seed ${seed}`);
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const child = spawn(process.execPath, [vitest, 'run', '--project', 'unit', '--reporter=dot', ...files], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, SLIPWAY_FUZZ_SEED: String(seed), SLIPWAY_FUZZ_FACTOR: factor },
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => child.kill(signal));
  const [code] = await once(child, 'exit');
  if (code !== 0) {
    console.log(
      `fuzz: failed; again: npm run fuzz -- --minutes 0 --factor ${factor} --seed ${seed}${only === '' ? '' : ` --only ${only}`}`,
    );
    process.exit(1);
  }
  rounds++;
  seed++;
} while (Date.now() < end);
console.log(`fuzz: ${rounds} rounds without a failure`);
