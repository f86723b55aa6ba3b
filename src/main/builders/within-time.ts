import { SlipwayError } from '../../shared/contract/index.ts';
import type { Engine } from '../engine/index.ts';

/**
 * Asks an Engine something that must not take long. The Engine room tells a signal's end as `cancelled`, whoever ended
 * it; here the limit is told from the caller.
 *
 * @throws SlipwayError `engine-unreachable` when the time is over
 */
export async function withinTime<T>(
  ms: number,
  engine: Pick<Engine, 'hostUrl'>,
  ask: (signal: AbortSignal) => Promise<T>,
  outer?: AbortSignal,
): Promise<T> {
  const limit = AbortSignal.timeout(ms);
  try {
    return await ask(outer ? AbortSignal.any([outer, limit]) : limit);
  } catch (error) {
    if (!limit.aborted || outer?.aborted) throw error;
    throw new SlipwayError(
      {
        code: 'engine-unreachable',
        title: 'The Docker Engine does not answer.',
        meaning: `Slipway waited ${Math.round(ms / 1000)} seconds for ${engine.hostUrl}.`,
        remedy: 'Check that the Engine runs and can be reached, then try again.',
      },
      { cause: error },
    );
  }
}
