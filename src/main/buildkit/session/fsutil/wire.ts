import { FRAME_HEADER, writeFrameHeader } from '../grpc/framing.ts';
import { bytesOfText } from './names.ts';
import type { Xattr } from './xattr.ts';

/** fsutil.types.Packet.PacketType (tonistiigi/fsutil types/wire.proto). */
export const PacketType = { stat: 0, request: 1, data: 2, fin: 3, error: 4 } as const;

/** fsutil.types.Stat; uid and gid are always sent as 0, that is left out, and never looked at. */
export interface Stat {
  readonly path: string;
  /** Bits of Go's os.FileMode. */
  readonly mode: number;
  readonly size: bigint;
  /** Nanoseconds since 1970. */
  readonly modTime: bigint;
  readonly linkname: string;
  readonly devMajor: number;
  readonly devMinor: number;
  readonly xattrs: readonly Xattr[];
}

/** More than the fixed part of any packet takes. */
export const PACKET_OVERHEAD = 96;

/** At least what the packet of a stat takes, in bytes. */
export function statSize({ path, linkname, xattrs }: Stat): number {
  // A UTF-16 unit takes at most three bytes of UTF-8.
  let size = PACKET_OVERHEAD + 3 * (path.length + linkname.length);
  for (const { name, value } of xattrs) size += 16 + 3 * name.length + value.length;
  return size;
}

/**
 * Writes packets by hand into a buffer that is used again and again: with generated code the objects and buffers of 20,000 files cost
 * more time than reading them. Each function returns the offset behind what it wrote.
 */
export function writeStat(buffer: Buffer, at: number, stat: Stat): number {
  const body = at + FRAME_HEADER;
  // The outer field's length is written once it is known; 3 bytes hold any stat below 2 MiB.
  buffer[body] = 0x12;
  const start = body + 4;
  let end = writeString(buffer, start, 0x0a, stat.path);
  end = writeNumber(buffer, end, 0x10, stat.mode);
  end = writeBig(buffer, end, 0x28, stat.size);
  end = writeBig(buffer, end, 0x30, stat.modTime);
  if (stat.linkname !== '') end = writeString(buffer, end, 0x3a, stat.linkname);
  if (stat.devMajor !== 0) end = writeNumber(buffer, end, 0x40, stat.devMajor);
  if (stat.devMinor !== 0) end = writeNumber(buffer, end, 0x48, stat.devMinor);
  for (const attribute of stat.xattrs) end = writeXattr(buffer, end, attribute);
  writePaddedLength(buffer, body + 1, end - start);
  writeFrameHeader(buffer, at, end - body);
  return end;
}

/** The end of the walk: a packet with nothing in it. */
export function writeEmpty(buffer: Buffer, at: number): number {
  writeFrameHeader(buffer, at, 0);
  return at + FRAME_HEADER;
}

/** Without data it is the end of the file. */
export function writeDataEnd(buffer: Buffer, at: number, id: number): number {
  return writeTyped(buffer, at, PacketType.data, id);
}

/** Asks for the content of a file. */
export function writeRequest(buffer: Buffer, at: number, id: number): number {
  return writeTyped(buffer, at, PacketType.request, id);
}

export function writeFin(buffer: Buffer, at: number): number {
  return writeTyped(buffer, at, PacketType.fin, 0);
}

export function writeError(buffer: Buffer, at: number, text: string): number {
  const body = at + FRAME_HEADER;
  let end = writeNumber(buffer, body, 0x08, PacketType.error);
  end = writeString(buffer, end, 0x22, text.slice(0, 4096));
  writeFrameHeader(buffer, at, end - body);
  return end;
}

/** Bytes before the data of a packet with `length` bytes of it. */
export function dataHeaderSize(id: number, length: number): number {
  return FRAME_HEADER + 2 + (id === 0 ? 0 : 1 + varintSize(id)) + 1 + varintSize(length);
}

/** Writes what stands before data that already lies in the buffer, at `at + dataHeaderSize(id, length)`. */
export function writeDataHeader(buffer: Buffer, at: number, id: number, length: number): void {
  const body = at + FRAME_HEADER;
  let end = writeNumber(buffer, body, 0x08, PacketType.data);
  if (id !== 0) end = writeNumber(buffer, end, 0x18, id);
  end = writeNumber(buffer, end, 0x22, length);
  writeFrameHeader(buffer, at, end - body + length);
}

function writeTyped(buffer: Buffer, at: number, type: number, id: number): number {
  const body = at + FRAME_HEADER;
  let end = writeNumber(buffer, body, 0x08, type);
  if (id !== 0) end = writeNumber(buffer, end, 0x18, id);
  writeFrameHeader(buffer, at, end - body);
  return end;
}

function writeNumber(buffer: Buffer, at: number, tag: number, value: number): number {
  buffer[at] = tag;
  let end = at + 1;
  let rest = value;
  while (rest > 0x7f) {
    buffer[end++] = (rest & 0x7f) | 0x80;
    rest = Math.floor(rest / 128);
  }
  buffer[end++] = rest;
  return end;
}

/** A 64-bit varint; below zero it takes ten bytes, as protobuf wants. */
function writeBig(buffer: Buffer, at: number, tag: number, value: bigint): number {
  if (value === 0n) return at;
  if (value > 0n && value <= MAX_SAFE) return writeNumber(buffer, at, tag, Number(value));
  // In halves, of which the lower has seven whole groups: arithmetic of bigints makes a new one each time.
  const bits = BigInt.asUintN(64, value);
  let low = Number(bits & LOW_BITS);
  let high = Number(bits >> 49n);
  buffer[at] = tag;
  let end = at + 1;
  for (let group = 0; group < 7; group++) {
    const last = high === 0 && low <= 0x7f;
    buffer[end++] = (low % 128) | (last ? 0 : 0x80);
    if (last) return end;
    low = Math.floor(low / 128);
  }
  for (; high > 0x7f; high >>= 7) buffer[end++] = (high & 0x7f) | 0x80;
  buffer[end++] = high;
  return end;
}

function writeString(buffer: Buffer, at: number, tag: number, text: string): number {
  buffer[at] = tag;
  const written = text.isWellFormed() ? buffer.write(text, at + 4, 'utf8') : bytesOfText(text).copy(buffer, at + 4);
  writePaddedLength(buffer, at + 1, written);
  return at + 4 + written;
}

/** An entry of the map: a message of its own with the key as 1 and the value as 2. */
function writeXattr(buffer: Buffer, at: number, { name, value }: Xattr): number {
  buffer[at] = 0x52;
  const start = at + 4;
  let end = writeString(buffer, start, 0x0a, name);
  buffer[end] = 0x12;
  writePaddedLength(buffer, end + 1, value.length);
  end += 4 + value.copy(buffer, end + 4);
  writePaddedLength(buffer, at + 1, end - start);
  return end;
}

/** A length in three bytes whatever it is: longer than need be is legal, and the length is known only after the text is written. */
function writePaddedLength(buffer: Buffer, at: number, length: number): void {
  buffer[at] = (length & 0x7f) | 0x80;
  buffer[at + 1] = ((length >> 7) & 0x7f) | 0x80;
  buffer[at + 2] = (length >> 14) & 0x7f;
}

function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest > 0x7f; rest = Math.floor(rest / 128)) size++;
  return size;
}

const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);
const LOW_BITS = (1n << 49n) - 1n;
