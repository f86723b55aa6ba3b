import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { openBenchBed } from './bench-bed.ts';
import type { Measure, MeasureResult } from './measure.ts';
import { clientCpuMeasures } from './measures/client-cpu.ts';
import { loadMeasures } from './measures/load-image.ts';
import { stallMeasures } from './measures/main-stall.ts';
import { rebuildMeasures } from './measures/rebuild.ts';
import { uploadMeasures } from './measures/upload.ts';
import { resultOf, sentenceOf } from './result.ts';
import { takePairs } from './take-pairs.ts';

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

const all: readonly Measure[] = [
  ...uploadMeasures,
  ...clientCpuMeasures,
  ...rebuildMeasures,
  ...loadMeasures,
  ...stallMeasures,
];
const measures = all.filter(({ name }) => !values.only || values.only.includes(name));
const unknown = values.only?.filter((name) => !all.some((measure) => measure.name === name)) ?? [];
if (unknown.length > 0 || measures.length === 0) {
  console.error(`There is no measure ${unknown.join(', ')}. There are: ${all.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}

const { bed, close } = await openBenchBed();
const results: MeasureResult[] = [];
try {
  for (const measure of measures) {
    const result = resultOf(measure, await takePairs(measure, bed, Number(values.pairs ?? measure.pairs)));
    console.log(sentenceOf(result));
    results.push(result);
  }
} finally {
  await close();
}
if (values.json) await writeFile(values.json, `${JSON.stringify(results, null, 2)}\n`);
if (results.length === 0) process.exitCode = 1;
