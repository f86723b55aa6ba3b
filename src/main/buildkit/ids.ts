import { randomBytes } from 'node:crypto';

/**
 * A new id for a build or a session: 25 characters of `[0-9a-z]`, 124 random bits, as BuildKit's own clients make them
 * (moby/buildkit identity/randomid.go).
 */
export function newBuildId(): string {
  return BigInt(`0x${randomBytes(17).toString('hex')}`)
    .toString(36)
    .padStart(25, '0')
    .slice(-25);
}
