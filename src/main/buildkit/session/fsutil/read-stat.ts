import { textOfBytes } from './names.ts';
import { readVarint } from './packet.ts';
import type { Stat } from './wire.ts';
import type { Xattr } from './xattr.ts';

/**
 * Reads fsutil.types.Stat (tonistiigi/fsutil types/stat.proto). By hand, since generated code refuses a name that is not UTF-8. Owner and
 * group are not kept.
 *
 * @throws Error if it is malformed
 */
export function readStat(bytes: Buffer): Stat {
  const stat = {
    path: '',
    mode: 0,
    size: 0n,
    modTime: 0n,
    linkname: '',
    devMajor: 0,
    devMinor: 0,
    xattrs: [] as Xattr[],
  };
  for (const field of fieldsOf(bytes)) {
    switch (field.number) {
      case 1:
        stat.path = textOfBytes(field.bytes);
        break;
      case 2:
        stat.mode = Number(field.value & 0xffff_ffffn);
        break;
      case 5:
        stat.size = field.value;
        break;
      case 6:
        stat.modTime = field.value;
        break;
      case 7:
        stat.linkname = textOfBytes(field.bytes);
        break;
      case 8:
        stat.devMajor = Number(field.value);
        break;
      case 9:
        stat.devMinor = Number(field.value);
        break;
      case 10:
        stat.xattrs.push(readXattr(field.bytes));
        break;
    }
  }
  return stat;
}

function readXattr(bytes: Buffer): Xattr {
  let name = '';
  let value: Buffer = NOTHING;
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) name = textOfBytes(field.bytes);
    // A copy: what comes is a view of a buffer that is used again.
    else if (field.number === 2) value = Buffer.from(field.bytes);
  }
  return { name, value };
}

interface Field {
  readonly number: number;
  /** Of a varint, as a signed number of 64 bits. */
  readonly value: bigint;
  readonly bytes: Buffer;
}

const NOTHING: Buffer = Buffer.alloc(0);

function* fieldsOf(bytes: Buffer): Generator<Field> {
  for (let at = 0; at < bytes.length; ) {
    const [tag, next] = readVarint(bytes, at);
    const number = Math.floor(tag / 8);
    if (tag % 8 === 0) {
      const [value, end] = readBigVarint(bytes, next);
      yield { number, value, bytes: NOTHING };
      at = end;
    } else if (tag % 8 === 2) {
      const [length, start] = readVarint(bytes, next);
      if (start + length > bytes.length) throw new Error('A stat is cut off.');
      yield { number, value: 0n, bytes: bytes.subarray(start, start + length) };
      at = start + length;
    } else {
      throw new Error(`A stat holds a field of an unknown kind (${tag}).`);
    }
  }
}

function readBigVarint(bytes: Buffer, at: number): readonly [value: bigint, next: number] {
  let value = 0n;
  for (let next = at, shift = 0n; next < at + 10; shift += 7n) {
    const byte = bytes[next++];
    if (byte === undefined) break;
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return [BigInt.asIntN(64, value), next];
  }
  throw new Error('A number of a stat is cut off.');
}
