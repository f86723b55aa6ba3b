import { endsInSequence, PLAIN, renderLine, type Style, stripAnsi } from './ansi.ts';
import type { VertexLog } from './status-event.ts';

export { stripAnsi };

/** One line of a step's output, without its line break. Colours stay; it starts with the style that was in effect. */
export interface AssembledLine {
  readonly vertex: string;
  readonly stream: 1 | 2;
  /** µs: when the part of it that is seen began to come. */
  readonly time: number;
  readonly text: string;
}

/** Makes lines of chunks. One for each stream of status events: a replayed stream needs a new one. */
export interface LogAssembler {
  /** The lines that the chunk completes. */
  push(chunk: VertexLog): readonly AssembledLine[];
  /** What has begun and has no line break yet, as it would be shown now. */
  pending(): readonly AssembledLine[];
  /** Ends the lines that a vertex has begun: it completed, so no more will come of them. */
  finish(vertex: string): readonly AssembledLine[];
  /** Ends everything that has begun. */
  end(): readonly AssembledLine[];
}

/** Characters after which a line is broken, so that output without line breaks stays bounded. */
const LONGEST_LINE = 32_768;
/** Characters after which what a carriage return has overwritten is dropped. */
const COMPACT_AT = 8192;

/** One of the two outputs of a vertex. */
interface Output {
  readonly vertex: string;
  readonly stream: 1 | 2;
  readonly decoder: StreamingDecoder;
  /** What has come since the last line break, as it came. */
  raw: string;
  time: number;
  style: Style;
}

interface StreamingDecoder {
  decode(bytes?: Uint8Array, options?: { readonly stream?: boolean }): string;
}
/** Of the Encoding standard: both Node and browsers have it, though neither is known here. */
declare const TextDecoder: new (label: string) => StreamingDecoder;

/**
 * Chunks are cut anywhere, within characters and escape sequences too, so each output of each vertex has its own decoder.
 * Redrawn lines (progress bars by carriage return) come out once, as they stood in the end.
 */
export function createLogAssembler(): LogAssembler {
  const outputs = new Map<string, Output>();

  const outputOf = (vertex: string, stream: 1 | 2): Output => {
    const key = `${stream} ${vertex}`;
    const known = outputs.get(key);
    if (known !== undefined) return known;
    const made: Output = { vertex, stream, decoder: new TextDecoder('utf-8'), raw: '', time: 0, style: PLAIN };
    outputs.set(key, made);
    return made;
  };

  const finishOutput = (output: Output): readonly AssembledLine[] => {
    const lines: AssembledLine[] = [];
    take(output, output.decoder.decode(), output.time, lines);
    if (output.raw !== '') lines.push(cut(output, output.raw));
    output.raw = '';
    return lines;
  };

  return {
    push: (chunk) => {
      const output = outputOf(chunk.vertex, chunk.stream);
      const lines: AssembledLine[] = [];
      take(output, output.decoder.decode(chunk.bytes, { stream: true }), chunk.time, lines);
      return lines;
    },
    pending: () =>
      [...outputs.values()].flatMap((output) => {
        const { text } = renderLine(output.raw, output.style);
        return text === '' ? [] : [lineOf(output, text)];
      }),
    finish: (vertex) => ([1, 2] as const).flatMap((stream) => finishOutput(outputOf(vertex, stream))),
    end: () => [...outputs.values()].sort((a, b) => a.time - b.time).flatMap(finishOutput),
  };
}

function take(output: Output, text: string, time: number, lines: AssembledLine[]): void {
  let from = 0;
  for (let to = text.indexOf('\n'); to !== -1; to = text.indexOf('\n', from)) {
    append(output, text.slice(from, to), time, lines);
    lines.push(cut(output, output.raw));
    output.raw = '';
    from = to + 1;
  }
  append(output, text.slice(from), time, lines);
}

function append(output: Output, text: string, time: number, lines: AssembledLine[]): void {
  // The time is that of what is seen: of the line's start, or of what a carriage return has put over it.
  const goesOverOld = text !== '' && output.raw.endsWith('\r');
  if (output.raw === '' || goesOverOld || /\r[^\r]/.test(text)) output.time = time;
  output.raw += text;
  if (output.raw.length > COMPACT_AT && (goesOverOld || text.includes('\r'))) compact(output);
  while (output.raw.length > LONGEST_LINE) {
    const at = placeToBreak(output.raw);
    lines.push(cut(output, output.raw.slice(0, at)));
    output.raw = output.raw.slice(at);
    output.time = time;
  }
}

/** Drops what the last carriage return has overwritten, but for the colours that it set. */
function compact(output: Output): void {
  const { raw } = output;
  let end = raw.length;
  while (raw[end - 1] === '\r') end -= 1;
  const last = end === 0 ? -1 : raw.lastIndexOf('\r', end - 1);
  if (last === -1) return;
  output.style = renderLine(output.raw.slice(0, last), output.style).after;
  output.raw = output.raw.slice(last);
}

/** Not within a pair of surrogates nor within an escape sequence. */
function placeToBreak(raw: string): number {
  const start = raw.lastIndexOf('\u001b', LONGEST_LINE);
  if (start > LONGEST_LINE - 64 && endsInSequence(raw.slice(start, LONGEST_LINE))) return start;
  const before = raw.charCodeAt(LONGEST_LINE - 1);
  return before >= 0xd800 && before <= 0xdbff ? LONGEST_LINE - 1 : LONGEST_LINE;
}

function cut(output: Output, raw: string): AssembledLine {
  const { text, after } = renderLine(raw, output.style);
  output.style = after;
  return lineOf(output, text);
}

function lineOf({ vertex, stream, time }: Output, text: string): AssembledLine {
  return { vertex, stream, time, text };
}
