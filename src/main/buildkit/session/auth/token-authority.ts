import { createHmac, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';

/** What stands before the 32 bytes of an ed25519 seed in PKCS #8 (RFC 8410, section 7). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/**
 * The key by which a daemon knows a client again that fetched a token before, without the login leaving the client: made of a salt that the
 * daemon chose and, where there is a login for the host, of a seed that only this client has
 * (moby/buildkit session/auth/authprovider/authprovider.go, getAuthorityKey).
 */
export function authorityKey(salt: Uint8Array, seed: Uint8Array | undefined): KeyObject {
  const mac = createHmac('sha256', salt);
  if (seed) mac.update(seed);
  return createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, mac.digest()]), format: 'der', type: 'pkcs8' });
}

/** The 32 bytes of the public key. */
export function publicBytes(key: KeyObject): Buffer {
  return createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32);
}

/** NaCl's `sign`: the signature, then the payload. */
export function signPayload(key: KeyObject, payload: Uint8Array): Buffer {
  return Buffer.concat([sign(null, payload, key), payload]);
}
