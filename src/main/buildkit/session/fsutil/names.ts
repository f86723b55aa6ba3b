import { isUtf8 } from 'node:buffer';

/**
 * Names of files are bytes on Unix, and need not be UTF-8; Go's client sends them as they are. Here a byte that belongs to no character
 * stands in the text as a lone surrogate, U+DC80 for 0x80 to U+DCFF for 0xFF, which no decoder gives for anything else.
 */
export function textOfBytes(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  if (!text.includes('\uFFFD')) return text;
  let out = '';
  for (let at = 0; at < bytes.length; ) {
    const length = characterAt(bytes, at);
    out +=
      length === 0 ? String.fromCharCode(0xdc00 + (bytes[at] ?? 0)) : bytes.subarray(at, at + length).toString('utf8');
    at += length || 1;
  }
  return out;
}

/** The bytes that `textOfBytes` made the text of. */
export function bytesOfText(text: string): Buffer {
  if (text.isWellFormed()) return Buffer.from(text, 'utf8');
  const parts: Buffer[] = [];
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    parts.push(code >= 0xdc80 && code <= 0xdcff ? Buffer.from([code - 0xdc00]) : Buffer.from(char, 'utf8'));
  }
  return Buffer.concat(parts);
}

/** A path as node:fs must be given it: as text wherever text can say it. */
export function fsPath(text: string): string | Buffer {
  return text.isWellFormed() ? text : bytesOfText(text);
}

/** How many bytes the character at this place takes; 0 if there is none. */
function characterAt(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  const sequence = bytes.subarray(at, at + length);
  return sequence.length === length && isUtf8(sequence) ? length : 0;
}

/** Go's filepath.ToSlash. */
export function toSlash(path: string, platform: NodeJS.Platform = process.platform): string {
  return platform === 'win32' ? path.replaceAll('\\', '/') : path;
}
