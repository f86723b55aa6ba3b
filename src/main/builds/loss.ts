import { type Failure, type FailureCode, failureOf } from '../../shared/contract/index.ts';
import type { BuildersService, NodeRef, OpenNode } from '../builders/index.ts';
import { RpcError } from '../buildkit/index.ts';
import { isCancelled } from './explain.ts';
import { explainLoss } from './explain-loss.ts';

/** The Engine's word that a container had no memory left comes with its end, in milliseconds after it. */
const MEMORY_WORD_MS = 300;

const LOSSES: ReadonlySet<FailureCode> = new Set([
  'buildkit-unavailable',
  'builder-not-running',
  'engine-not-running',
  'engine-unreachable',
]);

export interface Loss {
  readonly failure: Failure;
  /** The BuildKit that worked on it is gone, and its progress with it. */
  readonly gone: boolean;
}

/** Why a build ended of which BuildKit itself has told no end; undefined where it has. Takes a few seconds at most. */
export async function lossOf(
  error: unknown,
  build: {
    readonly node: NodeRef;
    readonly signal: AbortSignal;
    readonly opened: OpenNode | undefined;
    /** µs */
    readonly began: number;
  },
  builders: Pick<BuildersService, 'fateOf' | 'ranOutOfMemory'>,
): Promise<Loss | undefined> {
  const { node, signal, opened, began } = build;
  // A BuildKit that is stopped cancels what it works on, if it can still say so.
  const ended = error instanceof RpcError && isCancelled(error.status);
  if (signal.aborted || !(ended || isLoss(error))) return undefined;
  const fate = await builders.fateOf(node, opened?.run);
  const runs = fate === undefined || fate.kind === 'runs';
  if (ended && runs) return undefined;
  const killed = fate?.kind === 'stopped' || fate?.kind === 'restarted';
  const outOfMemory = killed && (await builders.ranOutOfMemory(node, began, MEMORY_WORD_MS));
  const { code, detail } = failureOf(error);
  const failure: Failure = {
    code: ended ? 'buildkit-unavailable' : code,
    ...explainLoss(fate, outOfMemory),
    ...(detail === undefined ? {} : { detail }),
  };
  return { failure, gone: !runs };
}

function isLoss(error: unknown): boolean {
  return !(error instanceof RpcError) && LOSSES.has(failureOf(error).code);
}
