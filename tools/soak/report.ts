import { MEASURES, type Measure, type Sample } from './sample.ts';
import { isFlat, trendOf } from './slope.ts';

/** Says of each measure how it went; true if all of them are flat. `at` in hours. */
export function report(samples: readonly { readonly at: number; readonly sample: Sample }[]): boolean {
  const hours = (samples.at(-1)?.at ?? 0) - (samples[0]?.at ?? 0);
  console.log(`\nsoak: ${samples.length} cycles after the warm-up, in ${(hours * 60).toFixed(1)} minutes`);
  let flat = true;
  for (const [name, { title, unit, tolerance }] of Object.entries(MEASURES)) {
    const trend = trendOf(samples.map(({ at, sample }) => ({ at, value: sample[name as Measure] })));
    const own = isFlat(trend, tolerance);
    flat &&= own;
    const scale = unit === 'MiB' ? 2 ** 20 : 1;
    const told = (value: number) =>
      `${(value / scale).toFixed(unit === 'MiB' ? 2 : 1)}${unit === '' ? '' : ` ${unit}`}`;
    console.log(
      `soak: ${own ? 'flat    ' : 'NOT FLAT'} ${title}: ${told(trend.first)} to ${told(trend.last)}, middle ${told(trend.middle)}, slope ${told(trend.slope)} an hour`,
    );
  }
  console.log(flat ? 'soak: all is flat' : 'soak: something grows');
  return flat;
}
