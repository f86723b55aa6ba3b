import { expect, test } from 'vitest';
import { nodeFileOf } from './node-file.ts';

test('text is shown; private keys and binary data are not', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  expect(nodeFileOf('a', bytes('x = 1'))).toEqual({ path: 'a', size: 5, text: 'x = 1' });
  const key = '-----BEGIN EC PRIVATE KEY-----\nabc\n-----END EC PRIVATE KEY-----\n';
  expect(nodeFileOf('k', bytes(key))).toEqual({ path: 'k', size: key.length, hidden: 'private-key' });
  expect(nodeFileOf('b', new Uint8Array([0xff, 0xfe]))).toEqual({ path: 'b', size: 2, hidden: 'binary' });
});
