import { createHash } from 'node:crypto';

/** An entry of a tar archive, with everything that could differ; text is latin1, so that every byte of a name counts. */
export interface TarEntry {
  readonly name: string;
  readonly type: string;
  readonly mode: number;
  readonly owner: string;
  readonly link: string;
  readonly size: number;
  /** In seconds, with the fraction where there is one. */
  readonly mtime: string;
  readonly device: string;
  /** Extended attributes and whatever else PAX says, by key. */
  readonly pax: Readonly<Record<string, string>>;
  readonly sha256: string;
}

const BLOCK = 512;

/** Reads an archive as Go's archive/tar writes it: ustar with PAX records. */
export function readTar(bytes: Buffer): readonly TarEntry[] {
  const entries: TarEntry[] = [];
  let pax: Record<string, string> = {};
  for (let at = 0; at + BLOCK <= bytes.length && bytes[at] !== 0; ) {
    const head = bytes.subarray(at, at + BLOCK);
    const type = text(head, 156, 1);
    const size = pax.size === undefined ? octal(head, 124, 12) : Number(pax.size);
    const data = bytes.subarray(at + BLOCK, at + BLOCK + size);
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    if (type === 'x') {
      pax = paxRecords(data);
      continue;
    }
    const prefix = text(head, 345, 155);
    const { path, linkpath, mtime, size: _size, ...rest } = pax;
    entries.push({
      name: path ?? (prefix === '' ? text(head, 0, 100) : `${prefix}/${text(head, 0, 100)}`),
      type,
      mode: octal(head, 100, 8),
      owner: `${octal(head, 108, 8)}:${octal(head, 116, 8)}`,
      link: linkpath ?? text(head, 157, 100),
      size,
      mtime: mtime ?? String(octal(head, 136, 12)),
      device: `${octal(head, 329, 8)}:${octal(head, 337, 8)}`,
      pax: rest,
      sha256: createHash('sha256').update(data).digest('hex'),
    });
    pax = {};
  }
  return entries;
}

function text(head: Buffer, at: number, length: number): string {
  return head.toString('latin1', at, at + length).replace(/\0.*$/s, '');
}

/** A number in octal, or in base 256 if the first bit is set. */
function octal(head: Buffer, at: number, length: number): number {
  const first = head[at] ?? 0;
  if (first >= 0x80) return head.subarray(at + 1, at + length).reduce((sum, byte) => sum * 256 + byte, first & 0x7f);
  return Number.parseInt(text(head, at, length).trim() || '0', 8);
}

/** `<length> <key>=<value>\n`, one after the other; the length counts itself. */
function paxRecords(data: Buffer): Record<string, string> {
  const records: Record<string, string> = {};
  for (let at = 0; at < data.length; ) {
    const space = data.indexOf(0x20, at);
    const length = Number(data.toString('latin1', at, space));
    if (space < 0 || !(length > 0)) break;
    const record = data.toString('latin1', space + 1, at + length - 1);
    const equals = record.indexOf('=');
    records[record.slice(0, equals)] = record.slice(equals + 1);
    at += length;
  }
  return records;
}
