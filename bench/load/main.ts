/**
 * Puts the app under load: 10,000 events a second for a minute, a million lines of log, 5,000 steps.
 *
 *     node tools/with-node24.mjs bench/load/main.ts [--vertices N] [--events N] [--lines N] [--rate N]
 *
 * Prints what it cost, and fails if anything of it was lost.
 */
import { parseArgs } from 'node:util';
import { loadRun } from './run.ts';

const { values } = parseArgs({
  options: {
    vertices: { type: 'string', default: '5000' },
    events: { type: 'string', default: '600000' },
    lines: { type: 'string', default: '1000000' },
    rate: { type: 'string', default: '10000' },
  },
});
const result = await loadRun({
  vertices: Number(values.vertices),
  events: Number(values.events),
  lines: Number(values.lines),
  rate: Number(values.rate),
});
console.log(JSON.stringify(result, null, 2));
if (result.wrong.length > 0) process.exitCode = 1;
