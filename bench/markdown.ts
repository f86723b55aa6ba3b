import type { MeasureResult } from './measure.ts';

const BEGIN = '<!-- bench:begin -->';
const END = '<!-- bench:end -->';

/** The results as a Markdown table. Throws where there are none: an empty table would look like a measurement. */
export function tableOf(results: readonly MeasureResult[]): string {
  if (results.length === 0) throw new Error('There are no results.');
  const rows = results.map((each) => [
    `\`${each.measure}\``,
    `${each.ours.toFixed(2)} ${each.unit}`,
    `${each.peer.toFixed(2)} ${each.unit}`,
    each.ratio.toFixed(2),
    `${each.low.toFixed(2)} to ${each.high.toFixed(2)}`,
    String(each.pairs),
  ]);
  const head = ['Measure', 'Slipway', 'buildx', 'Ratio', '90 % interval', 'Pairs'];
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

/** Puts a table in the place that a text has marked for it. */
export function fillMarked(text: string, table: string): string {
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`The text has no place marked by ${BEGIN} and ${END}.`);
  return `${text.slice(0, begin + BEGIN.length)}\n\n${table}\n\n${text.slice(end)}`;
}
