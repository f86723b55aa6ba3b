import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { testbed } from '../tools/testbed/testbed.ts';
import { setup } from '../tools/testbed/vitest-setup.ts';
import { median, summarise } from './interval.ts';
import type { Measure, MeasureResult, Pair } from './measure.ts';
import { uploadMeasures } from './measures/upload.ts';

const USAGE = `usage: npm run bench -- [--json FILE] [--only NAME] [--pairs N]
Measures Slipway beside the buildx CLI on the same builder, in alternating order. A ratio below 1 means that Slipway is faster.`;

const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    only: { type: 'string', multiple: true },
    pairs: { type: 'string' },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}

const measures = uploadMeasures.filter(({ name }) => !values.only || values.only.includes(name));
const unknown = values.only?.filter((name) => !uploadMeasures.some((measure) => measure.name === name)) ?? [];
if (unknown.length > 0 || measures.length === 0) {
  console.error(
    `There is no measure ${unknown.join(', ')}. There are: ${uploadMeasures.map(({ name }) => name).join(', ')}.`,
  );
  process.exit(2);
}

const takeDown = await setup();
const bed = testbed();
const results: MeasureResult[] = [];
try {
  for (const measure of measures) results.push(await take(measure, Number(values.pairs ?? measure.pairs)));
} finally {
  await bed.dispose();
  await takeDown?.();
}
if (values.json) await writeFile(values.json, `${JSON.stringify(results, null, 2)}\n`);
if (results.length === 0) process.exitCode = 1;

/** One warm-up of each side, then pairs whose first one changes from pair to pair. */
async function take(measure: Measure, count: number): Promise<MeasureResult> {
  const prepared = await measure.prepare(bed);
  try {
    await prepared.peer();
    await prepared.ours();
    const pairs: Pair[] = [];
    for (let round = 0; round < count; round += 1) {
      const first = round % 2 === 0 ? await prepared.peer() : await prepared.ours();
      const second = round % 2 === 0 ? await prepared.ours() : await prepared.peer();
      pairs.push(round % 2 === 0 ? { ours: second, peer: first } : { ours: first, peer: second });
    }
    const { ratio, low, high } = summarise(pairs);
    const result: MeasureResult = {
      measure: measure.name,
      ours: median(pairs.map(({ ours }) => ours)),
      peer: median(pairs.map(({ peer }) => peer)),
      unit: measure.unit,
      ratio,
      low,
      high,
      pairs: pairs.length,
    };
    console.log(
      `${result.measure}: Slipway ${result.ours.toFixed(3)} ${result.unit}, buildx ${result.peer.toFixed(3)} ${result.unit}, ` +
        `ratio ${ratio.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)}, ${pairs.length} pairs)`,
    );
    return result;
  } finally {
    await prepared.dispose();
  }
}
