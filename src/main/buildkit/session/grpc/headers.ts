import { textOfBytes } from '../fsutil/names.ts';

/** Request headers, each value of a repeated one by itself. */
export interface CallHeaders {
  first(name: string): string | undefined;
  all(name: string): readonly string[];
}

/** From the fields as they came. */
export function headersOf(fields: readonly (readonly [name: string, value: string])[]): CallHeaders {
  const values = new Map<string, string[]>();
  for (const [name, value] of fields) {
    const list = values.get(name);
    if (list) list.push(value);
    else values.set(name, [value]);
  }
  return { first: (name) => values.get(name)?.[0], all: (name) => values.get(name) ?? [] };
}

/**
 * Values of an option of FileSync. BuildKit 0.12 and later escape all of them as soon as one is not ASCII and say so in
 * `<name>-encoded` (moby/buildkit session/filesync/filesync.go, encodeOpts); older ones send bare UTF-8, which are read as latin1.
 */
export function optionValues(headers: CallHeaders, name: string): readonly string[] {
  const encoded = /^(1|t|true)$/i.test(headers.first(`${name}-encoded`) ?? '');
  return headers.all(name).map((value) => (encoded ? queryUnescape(value) : fromLatin1(value)));
}

/** Go's url.QueryEscape. */
export function queryEscape(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}

/** Go's url.QueryUnescape; text that is not escaped rightly comes back as it is. What is escaped need not be UTF-8. */
export function queryUnescape(text: string): string {
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) return text;
  const bytes = text
    .replaceAll('+', ' ')
    .replace(/%(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return textOfBytes(Buffer.from(bytes, 'latin1'));
}

function fromLatin1(value: string): string {
  return /^[\x20-\x7e]*$/.test(value) ? value : textOfBytes(Buffer.from(value, 'latin1'));
}
