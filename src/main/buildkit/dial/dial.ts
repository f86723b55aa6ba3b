import type { Duplex } from 'node:stream';
import { SlipwayError } from '../../../shared/contract/failure.ts';
import { dialContainer } from './container.ts';
import { buildkitUnavailable, cancelled, messageOf } from './dial-error.ts';
import { dialEngineGrpc } from './engine-grpc.ts';
import { openSocket, openTcp } from './socket.ts';
import type { DialTarget } from './target.ts';

/** A byte stream to a BuildKit. */
export interface DialedStream {
  readonly stream: Duplex;
  /** What the other side said beside the stream (the error text of `buildctl`); empty if nothing. */
  readonly said: () => string;
}

/**
 * Opens one connection to a BuildKit, on which HTTP/2 with prior knowledge is spoken. Aborting the signal later destroys it.
 *
 * @throws SlipwayError `engine-…`, `builder-not-running`, `buildkit-unavailable` or `cancelled`
 */
export async function dial(
  target: DialTarget,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<DialedStream> {
  try {
    signal?.throwIfAborted();
    if (target.kind === 'container') return await dialContainer(target.engine, target.container, signal);
    return { stream: await openOther(target, signal), said: () => '' };
  } catch (error) {
    if (signal?.aborted) throw cancelled(error);
    throw error instanceof SlipwayError ? error : buildkitUnavailable(describeTarget(target), messageOf(error), error);
  }
}

/** The target in words that fit after "the builder". */
export function describeTarget(target: DialTarget): string {
  switch (target.kind) {
    case 'engine-grpc':
      return 'inside the Docker Engine';
    case 'container':
      return `in the container ${target.container}`;
    case 'socket':
      return `at ${target.path}`;
    case 'tcp':
      return `at ${target.host}:${target.port}`;
  }
}

function openOther(target: Exclude<DialTarget, { kind: 'container' }>, signal?: AbortSignal): Promise<Duplex> {
  switch (target.kind) {
    case 'engine-grpc':
      return dialEngineGrpc(target.engine, signal);
    case 'socket':
      return openSocket(target.path, signal);
    case 'tcp':
      return openTcp(target.host, target.port, target.tls, signal);
  }
}
