import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { LineList, mergeLists } from './line-list.ts';

/** A finished line as the spool takes it. Time in µs of the daemon's clock. */
export interface SpoolLine {
  /** Digest of the vertex that printed it. Which step shows a vertex can change while a build goes on. */
  readonly vertex: string;
  readonly stream: 1 | 2;
  readonly time: number;
  readonly text: string;
}

/** Bytes of one entry of the index file: offset 8, length 4, vertex 4, time 8. The stream is the sign of the vertex's number. */
const ENTRY = 24;
/** Bytes that are collected before they are written. */
const BATCH = 256 * 1024;

/**
 * A build's log on disk: the text in one file, and an index with an entry of fixed size a line, so that any window is two
 * reads. In memory stay four bytes a line (which lines belong to which vertex) and the batch that is being collected.
 *
 * Synchronous, since it lives in a worker of its own.
 */
export class LogSpool {
  readonly #folder: string;
  readonly #text: number;
  readonly #index: number;
  readonly #vertices: string[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #lines: LineList[] = [];
  #textBatch: Buffer[] = [];
  #indexBatch: Buffer[] = [];
  #batchBytes = 0;
  #offset = 0;
  #total = 0;

  /** @param folder an existing folder of its own, removed by `dispose`. */
  constructor(folder: string) {
    this.#folder = folder;
    this.#text = openSync(join(folder, 'log'), 'wx+', 0o600);
    this.#index = openSync(join(folder, 'index'), 'wx+', 0o600);
  }

  /** Lines in all. */
  get total(): number {
    return this.#total;
  }

  /** Lines of some vertices. */
  count(vertices: readonly string[]): number {
    return this.#listsOf(vertices).reduce((sum, list) => sum + list.length, 0);
  }

  append(line: SpoolLine): void {
    const text = Buffer.from(line.text, 'utf8');
    const vertex = this.#numberOf(line.vertex);
    const entry = Buffer.allocUnsafe(ENTRY);
    entry.writeDoubleLE(this.#offset, 0);
    entry.writeUInt32LE(text.length, 8);
    entry.writeInt32LE(line.stream === 2 ? -(vertex + 1) : vertex + 1, 12);
    entry.writeDoubleLE(line.time, 16);
    this.#textBatch.push(text);
    this.#indexBatch.push(entry);
    this.#lines[vertex]?.push(this.#total);
    this.#offset += text.length;
    this.#batchBytes += text.length + ENTRY;
    this.#total += 1;
    if (this.#batchBytes >= BATCH) this.flush();
  }

  flush(): void {
    if (this.#batchBytes === 0) return;
    writeAll(this.#text, Buffer.concat(this.#textBatch));
    writeAll(this.#index, Buffer.concat(this.#indexBatch));
    this.#textBatch = [];
    this.#indexBatch = [];
    this.#batchBytes = 0;
  }

  /** Lines `from` to `from + count` of the whole log, or of that of some vertices; fewer at the end. */
  read(vertices: readonly string[] | undefined, from: number, count: number): readonly SpoolLine[] {
    this.flush();
    if (vertices === undefined) return this.#readRun(from, Math.min(count, this.#total - from));
    const list = mergeLists(this.#listsOf(vertices));
    const lines: SpoolLine[] = [];
    const end = Math.min(from + count, list.length);
    for (let at = from; at < end; ) {
      // Lines of one vertex mostly follow each other: read each unbroken run at once.
      const first = list.at(at);
      let length = 1;
      while (at + length < end && list.at(at + length) === first + length) length += 1;
      for (const line of this.#readRun(first, length)) lines.push(line);
      at += length;
    }
    return lines;
  }

  dispose(): void {
    closeSync(this.#text);
    closeSync(this.#index);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #readRun(from: number, count: number): readonly SpoolLine[] {
    if (count <= 0) return [];
    const entries = readExactly(this.#index, from * ENTRY, count * ENTRY);
    const start = entries.readDoubleLE(0);
    const last = (count - 1) * ENTRY;
    const end = entries.readDoubleLE(last) + entries.readUInt32LE(last + 8);
    const text = readExactly(this.#text, start, end - start);
    const lines: SpoolLine[] = [];
    for (let at = 0; at < entries.length; at += ENTRY) {
      const offset = entries.readDoubleLE(at) - start;
      const vertex = entries.readInt32LE(at + 12);
      lines.push({
        vertex: this.#vertices[Math.abs(vertex) - 1] ?? '',
        stream: vertex < 0 ? 2 : 1,
        time: entries.readDoubleLE(at + 16),
        text: text.toString('utf8', offset, offset + entries.readUInt32LE(at + 8)),
      });
    }
    return lines;
  }

  #listsOf(vertices: readonly string[]): readonly LineList[] {
    return vertices.flatMap((vertex) => this.#lines[this.#numbers.get(vertex) ?? -1] ?? []);
  }

  #numberOf(vertex: string): number {
    const known = this.#numbers.get(vertex);
    if (known !== undefined) return known;
    const number = this.#vertices.length;
    this.#vertices.push(vertex);
    this.#lines.push(new LineList());
    this.#numbers.set(vertex, number);
    return number;
  }
}

function writeAll(file: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}

function readExactly(file: number, position: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  let at = 0;
  while (at < length) {
    const read = readSync(file, bytes, at, length - at, position + at);
    if (read === 0) throw new Error(`The log spool ends ${length - at} bytes too early.`);
    at += read;
  }
  return bytes;
}
