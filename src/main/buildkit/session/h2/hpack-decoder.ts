import { decodeHuffman } from './huffman.ts';
import { STATIC_TABLE } from './static-table.ts';

/** A field, its bytes as latin1. */
export type Field = readonly [name: string, value: string];

/** What a table may hold where nothing else was agreed (RFC 9113, section 6.5.2), and what a field takes beside its text. */
const TABLE_SIZE = 4096;
const FIELD_OVERHEAD = 32;

/** Reads the header blocks of one direction of a connection, in the order in which they came (RFC 7541). */
export class HpackDecoder {
  /** The newest first. */
  readonly #table: Field[] = [];
  #size = 0;
  #limit = TABLE_SIZE;

  /**
   * @param most what the fields may take in all, counted as RFC 9113 counts it (section 10.5.1): a byte can stand for a field of 4 kB
   * @throws Error when the block is malformed or too large; the connection cannot be read any further then
   */
  decode(block: Buffer, most = Number.POSITIVE_INFINITY): Field[] {
    const fields: Field[] = [];
    let taken = 0;
    let counted = 0;
    const reader = { block, at: 0 };
    while (reader.at < block.length) {
      const first = block[reader.at] ?? 0;
      if (first >= 0x80) fields.push(this.#field(readInteger(reader, 7)));
      else if (first >= 0x40) {
        const field = this.#literal(reader, 6);
        fields.push(field);
        this.#add(field);
      } else if (first >= 0x20) this.#resize(readInteger(reader, 5));
      else fields.push(this.#literal(reader, 4));
      for (; counted < fields.length; counted += 1) taken += sizeOf(fields[counted] ?? ['', '']);
      if (taken > most) throw new Error('The headers of a call are too large.');
    }
    return fields;
  }

  #literal(reader: Reader, prefixBits: number): Field {
    const index = readInteger(reader, prefixBits);
    const name = index === 0 ? readText(reader) : this.#field(index)[0];
    return [name, readText(reader)];
  }

  #field(index: number): Field {
    const field = index <= STATIC_TABLE.length ? STATIC_TABLE[index - 1] : this.#table[index - STATIC_TABLE.length - 1];
    if (field === undefined) throw new Error(`There is no header field ${index}.`);
    return field;
  }

  #add(field: Field): void {
    this.#size += sizeOf(field);
    this.#table.unshift(field);
    this.#evict();
  }

  #resize(limit: number): void {
    if (limit > TABLE_SIZE) throw new Error(`A header table of ${limit} bytes was not agreed.`);
    this.#limit = limit;
    this.#evict();
  }

  #evict(): void {
    while (this.#size > this.#limit) {
      const oldest = this.#table.pop();
      if (oldest === undefined) break;
      this.#size -= sizeOf(oldest);
    }
  }
}

function sizeOf([name, value]: Field): number {
  return name.length + value.length + FIELD_OVERHEAD;
}

interface Reader {
  readonly block: Buffer;
  at: number;
}

function readInteger(reader: Reader, prefixBits: number): number {
  const mask = 2 ** prefixBits - 1;
  let value = byteAt(reader) & mask;
  if (value < mask) return value;
  for (let scale = 1; scale < 2 ** 40; scale *= 128) {
    const byte = byteAt(reader);
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return value;
  }
  throw new Error('A number of a header block is too large.');
}

function byteAt(reader: Reader): number {
  const byte = reader.block[reader.at++];
  if (byte === undefined) throw new Error('The header block is cut off.');
  return byte;
}

function readText(reader: Reader): string {
  const packed = (reader.block[reader.at] ?? 0) >= 0x80;
  const length = readInteger(reader, 7);
  const bytes = reader.block.subarray(reader.at, reader.at + length);
  if (bytes.length < length) throw new Error('The header block is cut off.');
  reader.at += length;
  return (packed ? decodeHuffman(bytes) : bytes).toString('latin1');
}
