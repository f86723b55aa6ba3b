/**
 * Puts the app under load: 10,000 events a second for a minute, a million lines of log, 5,000 steps.
 *
 *     node tools/with-node24.mjs bench/load/main.ts [--vertices N] [--events N] [--lines N] [--rate N]
 *
 * Prints what it cost, and fails if anything of it was lost.
 */
import { parseArgs } from 'node:util';
import { loadRun } from './run.ts';
import { SIZE_OPTIONS, sizeOf } from './size-options.ts';

const { values } = parseArgs({ options: SIZE_OPTIONS });
const result = await loadRun(sizeOf(values));
console.log(JSON.stringify(result, null, 2));
if (result.wrong.length > 0) process.exitCode = 1;
