import type { NodeFile } from '../../shared/contract/index.ts';

/** A node's file as it may be shown: no private keys, no binary data. */
export function nodeFileOf(path: string, bytes: Uint8Array): NodeFile {
  const size = bytes.byteLength;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { path, size, hidden: 'binary' };
  }
  if (/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(text)) return { path, size, hidden: 'private-key' };
  return text.includes('\0') ? { path, size, hidden: 'binary' } : { path, size, text };
}
