import { SlipwayError } from '../../../shared/contract/failure.ts';
import type { Capabilities } from '../capabilities.ts';
import type { HistoryUpdate } from './history-types.ts';
import type { PruneRequest } from './worker-types.ts';

/** What a BuildKit can do, as far as requests ask. */
export type Known = Pick<Capabilities, 'has'>;

/**
 * Stops a change of a record that an older BuildKit would take for another one: up to 0.14 it knows no "finalize" and
 * would unpin the record instead (moby/buildkit, api/services/control/control.proto of 0.14 and 0.15).
 *
 * @throws SlipwayError `unsupported`
 */
export function refuseUpdate(update: HistoryUpdate): void {
  if (update.kind !== 'finalize' || update.capabilities.has('finalizeHistory')) return;
  throw new SlipwayError({
    code: 'unsupported',
    title: 'This BuildKit cannot be told to finish a build’s record.',
    meaning: 'It can from BuildKit 0.15 on; an older one would unpin the record instead.',
  });
}

/**
 * Stops a clean-up with limits that an older BuildKit would leave out, and remove more than was asked for: up to 0.16 it
 * knows no most and no least space (moby/buildkit, control.proto of 0.16 and 0.17).
 *
 * @throws SlipwayError `unsupported`
 */
export function refusePrune({ maxUsedSpace, minFreeSpace }: PruneRequest, { has }: Known): void {
  if (!maxUsedSpace && !minFreeSpace) return;
  if (has('pruneReserved')) return;
  throw new SlipwayError({
    code: 'unsupported',
    title: 'This BuildKit cleans up by age and by the space to keep only.',
    meaning: 'Other limits need BuildKit 0.17; an older one would leave them out and remove more.',
    remedy: 'Say how much to keep, or update the builder.',
  });
}
