import type { Failure } from '../../shared/contract/index.ts';
import type { ControlClient, HistoryRecord } from '../buildkit/index.ts';
import { isCancelled } from './explain.ts';
import { recordFailure } from './record-failure.ts';
import type { RunEnd, Unheard } from './run-build.ts';

/** Exit code of a process that was killed, as those of a build are whose client is gone. */
const KILLED = 137;

const LOST: Failure = {
  code: 'buildkit-unavailable',
  title: 'The connection to the builder was lost before it told the end.',
  meaning: 'What you see is what the builder has recorded of the build.',
};

/**
 * How a build ended whose connection broke while the builder goes on, by the builder's own record: it may have been done already, or have
 * failed by itself. Undefined where the record says no more than that the builder gave it up, as it does when its client is gone.
 *
 * @param told what was not as it was asked for, if it failed
 */
export async function recordedEnd(
  record: HistoryRecord,
  control: ControlClient | undefined,
  unheard: Unheard,
  told: readonly Failure[],
): Promise<RunEnd | undefined> {
  if (record.error === undefined) {
    const digest = Object.values(record.result?.images ?? {})[0]?.digest;
    const end = await unheard.done(digest);
    return { ...end, notices: [LOST, ...(end.notices ?? [])] };
  }
  if (isCancelled(record.error) || record.error.message.includes('context canceled')) return undefined;
  const failure = await recordFailure(record, control);
  if (failure === undefined || failure.exitCode === KILLED) return undefined;
  return { end: 'failed', failure, notices: [LOST, ...told] };
}
