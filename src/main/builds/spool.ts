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
/** Bytes of text and index that are collected before they are written. */
const BATCH = 256 * 1024;
/** Bytes that are kept in memory where they cannot be written; what comes beyond is dropped. */
const MOST_KEPT = 1024 * 1024;
/** Between two tries at a disk that did not take a batch, in milliseconds. */
const RETRY_MS = 250;

/**
 * A build's log on disk: the text in one file, and an index with an entry of fixed size a line, so that any window is two
 * reads. In memory stay four bytes a line (which lines belong to which vertex) and the batch that is being collected.
 *
 * A disk that is full ends no build: the last lines stay in memory, what does not fit there is dropped, and a line in its
 * place says so once there is space again.
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
  /** Lines that are not on disk yet: those after the first `#written`. */
  #batch: SpoolLine[] = [];
  #batchBytes = 0;
  #written = 0;
  /** Bytes of text that are on disk. */
  #offset = 0;
  /** Why the disk last refused a batch, and when; 0 when it took the last one. */
  #refusal: unknown;
  #triedAt = 0;
  #dropped = 0;
  #droppedHere = 0;

  /** @param folder an existing folder of its own, removed by `dispose`. */
  constructor(folder: string) {
    this.#folder = folder;
    this.#text = openSync(join(folder, 'log'), 'wx+', 0o600);
    this.#index = openSync(join(folder, 'index'), 'wx+', 0o600);
  }

  /** Lines in all. */
  get total(): number {
    return this.#written + this.#batch.length;
  }

  /** Lines that could not be kept, and what the disk said; undefined when all are there. */
  get dropped(): { readonly lines: number; readonly because: unknown } | undefined {
    return this.#dropped === 0 ? undefined : { lines: this.#dropped, because: this.#refusal };
  }

  /** Lines of some vertices. */
  count(vertices: readonly string[]): number {
    return this.#listsOf(vertices).reduce((sum, list) => sum + list.length, 0);
  }

  append(line: SpoolLine): void {
    if (this.#batchBytes >= MOST_KEPT) this.flush();
    if (this.#batchBytes >= MOST_KEPT) {
      this.#dropped += 1;
      this.#droppedHere += 1;
      return;
    }
    if (this.#droppedHere > 0) {
      const text = `[Slipway: ${this.#droppedHere} lines are missing here, since the disk was full]`;
      this.#droppedHere = 0;
      this.#add({ ...line, text });
    }
    this.#add(line);
    if (this.#batchBytes >= BATCH) this.flush();
  }

  /** Writes what was collected, if the disk takes it. */
  flush(): void {
    if (this.#batch.length === 0) return;
    const now = performance.now();
    if (this.#triedAt > 0 && now < this.#triedAt + RETRY_MS) return;
    try {
      this.#write();
      this.#triedAt = 0;
    } catch (error) {
      this.#refusal = error;
      this.#triedAt = now;
    }
  }

  /** Lines `from` to `from + count` of the whole log, or of that of some vertices; fewer at the end. */
  read(vertices: readonly string[] | undefined, from: number, count: number): readonly SpoolLine[] {
    if (vertices === undefined) return this.#readRun(from, Math.min(count, this.total - from));
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

  #add(line: SpoolLine): void {
    this.#lines[this.#numberOf(line.vertex)]?.push(this.total);
    this.#batch.push(line);
    this.#batchBytes += line.text.length + ENTRY;
  }

  /** At fixed places, so that a batch of which only a part was taken is written over. */
  #write(): void {
    const texts = this.#batch.map(({ text }) => Buffer.from(text, 'utf8'));
    const entries = Buffer.allocUnsafe(texts.length * ENTRY);
    let offset = this.#offset;
    for (const [place, { vertex, stream, time }] of this.#batch.entries()) {
      const length = texts[place]?.length ?? 0;
      const number = this.#numberOf(vertex) + 1;
      entries.writeDoubleLE(offset, place * ENTRY);
      entries.writeUInt32LE(length, place * ENTRY + 8);
      entries.writeInt32LE(stream === 2 ? -number : number, place * ENTRY + 12);
      entries.writeDoubleLE(time, place * ENTRY + 16);
      offset += length;
    }
    writeAll(this.#text, Buffer.concat(texts), this.#offset);
    writeAll(this.#index, entries, this.#written * ENTRY);
    this.#written += this.#batch.length;
    this.#offset = offset;
    this.#batch = [];
    this.#batchBytes = 0;
  }

  #readRun(from: number, count: number): readonly SpoolLine[] {
    const onDisk = Math.max(0, Math.min(count, this.#written - from));
    const lines = this.#readWritten(from, onDisk);
    const rest = from + onDisk - this.#written;
    return count <= onDisk ? lines : [...lines, ...this.#batch.slice(rest, rest + count - onDisk)];
  }

  #readWritten(from: number, count: number): readonly SpoolLine[] {
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

function writeAll(file: number, bytes: Buffer, position: number): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, bytes.length - at, position + at);
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
