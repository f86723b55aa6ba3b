/**
 * The part of HPACK (RFC 7541) that one gRPC call needs: headers are sent as literals, and of what comes only literal fields are read,
 * since `grpc-status` and `grpc-message` are in no table. The dynamic table is switched off in the SETTINGS.
 */
export function encodeHeaders(fields: readonly (readonly [name: string, value: string])[]): Buffer {
  return Buffer.concat(fields.flatMap(([name, value]) => [LITERAL, encodeText(name), encodeText(value)]));
}

/** Fields with a literal name, by name. Whatever cannot be read is left out: it only explains an error. */
export function decodeLiterals(block: Buffer): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  const reader = { block, at: 0 };
  try {
    while (reader.at < block.length) {
      const first = block[reader.at] ?? 0;
      if (first >= 0x80) readInteger(reader, 7);
      else if (first >= 0x20 && first < 0x40) readInteger(reader, 5);
      else {
        const named = readInteger(reader, first >= 0x40 ? 6 : 4) > 0;
        const name = named ? undefined : readText(reader);
        const value = readText(reader);
        if (name !== undefined && value !== undefined) fields.set(name, value);
      }
    }
  } catch {
    // What was read so far stands.
  }
  return fields;
}

interface Reader {
  readonly block: Buffer;
  at: number;
}

/** A field that goes into no table, with a name of its own. */
const LITERAL = Buffer.from([0]);

function encodeText(text: string): Buffer {
  const bytes = Buffer.from(text, 'latin1');
  const length: number[] = [];
  if (bytes.length < 0x7f) length.push(bytes.length);
  else {
    length.push(0x7f);
    let rest = bytes.length - 0x7f;
    for (; rest > 0x7f; rest >>= 7) length.push((rest & 0x7f) | 0x80);
    length.push(rest);
  }
  return Buffer.concat([Buffer.from(length), bytes]);
}

function readInteger(reader: Reader, prefixBits: number): number {
  const mask = 2 ** prefixBits - 1;
  let value = byteAt(reader) & mask;
  if (value < mask) return value;
  for (let scale = 1; ; scale *= 128) {
    const byte = byteAt(reader);
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return value;
  }
}

function byteAt(reader: Reader): number {
  const byte = reader.block[reader.at++];
  if (byte === undefined) throw new Error('The header block is cut off.');
  return byte;
}

function readText(reader: Reader): string | undefined {
  const packed = (reader.block[reader.at] ?? 0) >= 0x80;
  const length = readInteger(reader, 7);
  const bytes = reader.block.subarray(reader.at, reader.at + length);
  if (bytes.length < length) throw new Error('The header block is cut off.');
  reader.at += length;
  return packed ? unpack(bytes) : bytes.toString('latin1');
}

/**
 * Characters by the length of their code in bits (RFC 7541, appendix B): the code is canonical, so this is all of it. Only what can
 * stand in a percent-encoded text; the longer codes are for other bytes.
 */
const BY_LENGTH: Readonly<Record<number, string>> = {
  5: '012aceiost',
  6: ' %-./3456789=A_bdfghlmnpru',
  7: ':BCDEFGHIJKLMNOPQRSTUVWYjkqvwxyz',
  8: '&*,;XZ',
  10: '!"()?',
  11: "'+|",
  12: '#>',
  13: '\0$@[]~',
  14: '^}',
  15: '<`{',
};
const LONGEST = 15;

/** Undefined if it holds anything else. */
function unpack(bytes: Buffer): string | undefined {
  let text = '';
  let code = 0;
  let length = 0;
  let first = 0;
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    code = (code << 1) | (((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1);
    length++;
    first <<= 1;
    const characters = BY_LENGTH[length] ?? '';
    const character = characters[code - first];
    if (character === undefined) {
      first += characters.length;
      if (length > LONGEST) return undefined;
      continue;
    }
    text += character;
    code = 0;
    length = 0;
    first = 0;
  }
  // The rest is padding: ones, fewer than eight.
  return length < 8 && code === 2 ** length - 1 ? text : undefined;
}
