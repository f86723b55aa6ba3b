import { describe, expect, it } from 'vitest';
import { authorityKey, publicBytes, signPayload } from './token-authority.ts';

const salt = Buffer.alloc(32, 7);

describe('the key of a client', () => {
  // Printed by Go's crypto/hmac and crypto/ed25519, put together as authprovider.go does.
  it.each([
    [
      'with a login',
      Buffer.from('0123456789abcdef'),
      '594f5853708d39119597d6c573f1761da4abbbc4b7f9e4029a57a81e4dc34a3a',
      '3e90ed1255a031f85e5ef354f9712a165639bf0b563dbb31fdad2f40497e2dd00ea3d7fc39688f814796592e8f58c7920893bc963c03391bddd9e211b7177507',
    ],
    [
      'without one',
      undefined,
      'caa40e46d7281a0e7cf7da9ff4e5b690d33ecba8b7001c7eff7a659ace2e1543',
      '77d05fb21ef2506a431b3cea3b3c7c18d7d261835f899db01f9d3b9c033e7d25d18c986e6d144e4a2205072c3fd070f9a4c76c209c34bc4b7ffe63c6e6d78300',
    ],
  ])('%s', (_name, seed, publicKey, signature) => {
    const key = authorityKey(salt, seed);
    expect(publicBytes(key).toString('hex')).toBe(publicKey);
    expect(signPayload(key, Buffer.from('payload')).toString('hex')).toBe(
      signature + Buffer.from('payload').toString('hex'),
    );
  });
});
