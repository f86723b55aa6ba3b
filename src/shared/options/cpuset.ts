import { type Read, readable, unreadable } from './read.ts';

/** Highest core number that is read; a guard against ranges that would fill the memory. */
const HIGHEST = 8191;

/**
 * Core numbers of a list such as `0-3,8`, sorted, each once. Empty text is the empty list, which means every core.
 *
 * buildx passes the text on as it is and the Engine judges it; this reading is for what is drawn and for comparing.
 */
export function readCpuset(text: string): Read<readonly number[]> {
  const right = 'Write core numbers, such as 0-3 or 0,2,4.';
  const original = 'Invalid value for cpuset';
  if (text.trim() === '') return readable([]);
  const cores = new Set<number>();
  for (const part of text.split(',')) {
    const range = /^\s*(\d+)(?:\s*-\s*(\d+))?\s*$/.exec(part);
    if (range === null) return unreadable(`“${part.trim()}” is not a core or a range of cores.`, right, original);
    const first = Number(range[1]);
    const last = range[2] === undefined ? first : Number(range[2]);
    if (last < first) return unreadable(`“${part.trim()}” runs backwards.`, right, original);
    if (last > HIGHEST) return unreadable(`There is no core ${last}.`, right, original);
    for (let core = first; core <= last; core += 1) cores.add(core);
  }
  return readable([...cores].sort((a, b) => a - b));
}

/** The shortest list: `0-3,8`. */
export function writeCpuset(cores: Iterable<number>): string {
  const sorted = [...new Set(cores)].sort((a, b) => a - b);
  const parts: string[] = [];
  for (let first = 0; first < sorted.length; ) {
    let last = first;
    while (sorted[last + 1] === (sorted[last] ?? 0) + 1) last += 1;
    parts.push(last === first ? String(sorted[first]) : `${sorted[first]}-${sorted[last]}`);
    first = last + 1;
  }
  return parts.join(',');
}
