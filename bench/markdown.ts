import type { MeasureResult } from './measure.ts';

const BEGIN = '<!-- bench:begin -->';
const END = '<!-- bench:end -->';
/** Where there is nothing to compare with. */
const NONE = 'none';

/** The results as a Markdown table. Throws where there are none: an empty table would look like a measurement. */
export function tableOf(results: readonly MeasureResult[]): string {
  if (results.length === 0) throw new Error('There are no results.');
  const rows = results.map((each) => [
    `\`${each.measure}\``,
    figure(each.ours, each.unit),
    each.peer === null ? NONE : figure(each.peer, each.unit),
    each.ratio === null ? NONE : each.ratio.toFixed(2),
    intervalOf(each),
    String(each.pairs),
  ]);
  const head = ['Measure', 'Slipway', 'buildx', 'Ratio', '90 % interval', 'Pairs'];
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

function intervalOf({ ratio, low, high, unit }: MeasureResult): string {
  return ratio === null ? `${low.toFixed(2)} to ${figure(high, unit)}` : `${low.toFixed(2)} to ${high.toFixed(2)}`;
}

function figure(value: number, unit: string): string {
  return `${value.toFixed(2)} ${unit}`;
}

/** Puts a table in the place that a text has marked for it. */
export function fillMarked(text: string, table: string): string {
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`The text has no place marked by ${BEGIN} and ${END}.`);
  return `${text.slice(0, begin + BEGIN.length)}\n\n${table}\n\n${text.slice(end)}`;
}
