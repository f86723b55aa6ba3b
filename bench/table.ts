/**
 * Writes results of `npm run bench -- --json FILE` as a table into the marked place of Markdown files:
 * `table.ts RESULTS [MARKDOWN…]`, by default README.md and docs/bench.md.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fillMarked, tableOf } from './markdown.ts';
import type { MeasureResult } from './measure.ts';

const root = join(import.meta.dirname, '..');
const [results, ...given] = process.argv.slice(2);
if (results === undefined) {
  console.error('usage: node tools/with-node24.mjs bench/table.ts RESULTS [MARKDOWN...]');
  process.exit(2);
}
const files = given.length > 0 ? given : [join(root, 'README.md'), join(root, 'docs/bench.md')];
const table = tableOf(JSON.parse(readFileSync(results, 'utf8')) as readonly MeasureResult[]);
for (const file of files) {
  writeFileSync(file, fillMarked(readFileSync(file, 'utf8'), table));
  console.log(`the table is in ${file}`);
}
