/** JSON that Go's encoding/json would write, made of its parts. Byte equality with the CLI's files rests on this. */

const ESCAPES: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

/** Lone surrogates cannot be in a Go string: they become U+FFFD. */
export function goString(value: string): string {
  return JSON.stringify(value.toWellFormed()).replace(/[<>&\u2028\u2029]/g, (char) => ESCAPES[char] ?? char);
}

/** Members in the given order; an undefined one is left out (`omitempty`). */
export function goObject(members: readonly (readonly [key: string, json: string | undefined])[]): string {
  return `{${members
    .filter(([, json]) => json !== undefined)
    .map(([key, json]) => `${goString(key)}:${json}`)
    .join(',')}}`;
}

/** A Go map: keys in the order of their UTF-8 bytes; a nil one is null. */
export function goMap<Value>(map: Readonly<Record<string, Value>> | null, encode: (value: Value) => string): string {
  if (map === null) return 'null';
  const entries = Object.entries(map).sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return `{${entries.map(([key, value]) => `${goString(key)}:${encode(value)}`).join(',')}}`;
}

/** A Go slice; a nil one is null. */
export function goArray<Value>(list: readonly Value[] | null, encode: (value: Value) => string): string {
  return list === null ? 'null' : `[${list.map(encode).join(',')}]`;
}

/** A Go byte slice: base64 with padding. */
export function goBytes(bytes: Uint8Array): string {
  return `"${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')}"`;
}
