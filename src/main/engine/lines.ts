import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** A line that long is no JSON of the Engine. */
const LONGEST_LINE = 16 * 1024 * 1024;

/** The lines of a byte stream, empty ones left out, a last one without its end included. */
export async function* linesOf(source: Readable): AsyncGenerator<string, void, undefined> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of source) {
    const lines = (rest + decoder.write(chunk as Buffer)).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_LINE) throw new Error('The Docker Engine sends a line without an end.');
    for (const line of lines) if (line.trim() !== '') yield line;
  }
  rest += decoder.end();
  if (rest.trim() !== '') yield rest;
}
