import type { Duplex } from 'node:stream';
import type { DialTarget } from './target.ts';

/** Opens one connection to a BuildKit on which HTTP/2 with prior knowledge is spoken. */
export function dial(_target: DialTarget, _options: { readonly signal?: AbortSignal } = {}): Promise<Duplex> {
  return Promise.reject(new Error('dial is being written.'));
}
