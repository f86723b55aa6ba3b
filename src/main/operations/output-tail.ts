import { StringDecoder } from 'node:string_decoder';
import type { OutputLine } from '../../shared/contract/index.ts';

/** Lines that the contract allows. */
const MOST_LINES = 500;
/** Longer lines are cut, so that a program without line ends stays bounded. */
const MOST_CHARACTERS = 4000;

/** Keeps the newest lines of a program's two outputs. A line that has not ended yet is shown as far as it is. */
export class OutputTail {
  readonly #decoders = { 1: new StringDecoder('utf8'), 2: new StringDecoder('utf8') };
  readonly #open: Record<1 | 2, string> = { 1: '', 2: '' };
  #lines: OutputLine[] = [];

  add(stream: 1 | 2, data: Buffer): void {
    const parts = (this.#open[stream] + this.#decoders[stream].write(data)).split('\n');
    this.#open[stream] = (parts.pop() ?? '').slice(0, MOST_CHARACTERS);
    for (const part of parts) this.#push(stream, part.replace(/\r$/, ''));
  }

  lines(): readonly OutputLine[] {
    const open = ([1, 2] as const).flatMap((stream) =>
      this.#open[stream] === '' ? [] : [{ stream, text: this.#open[stream] }],
    );
    return [...this.#lines, ...open].slice(-MOST_LINES);
  }

  #push(stream: 1 | 2, text: string): void {
    this.#lines.push({ stream, text: text.slice(0, MOST_CHARACTERS) });
    // Cut now and then, not at each line.
    if (this.#lines.length > 2 * MOST_LINES) this.#lines = this.#lines.slice(-MOST_LINES);
  }
}
