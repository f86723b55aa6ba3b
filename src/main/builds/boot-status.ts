import { createHash } from 'node:crypto';
import { EMPTY_STATUS, type StatusEvent } from '../../shared/build/status-event.ts';
import type { BootEvent } from '../builders/index.ts';

/** As buildx names the vertex (docker/buildx, driver/manager.go). */
const NAME = '[internal] booting buildkit';
const DIGEST = `sha256:${createHash('sha256').update(NAME).digest('hex')}`;

/**
 * A boot as a vertex of the build that waits for it, so that one graph shows both.
 *
 * @param emit takes each event; times are µs of this computer's clock
 */
export function bootVertex(emit: (event: StatusEvent) => void, now: () => number) {
  let started: number | undefined;
  const state = (over: { completed?: number; error?: string }): StatusEvent => ({
    ...EMPTY_STATUS,
    vertexes: [
      { digest: DIGEST, inputs: [], name: NAME, cached: false, ...(started === undefined ? {} : { started }), ...over },
    ],
  });
  return {
    report(event: BootEvent): void {
      if (started === undefined) {
        started = now();
        emit(state({}));
      }
      if (event.kind === 'status') {
        const { text, startedAt, endedAt } = event;
        emit({
          ...EMPTY_STATUS,
          statuses: [
            {
              vertex: DIGEST,
              id: text,
              name: '',
              current: 0,
              total: 0,
              timestamp: endedAt ?? startedAt,
              started: startedAt,
              ...(endedAt === undefined ? {} : { completed: endedAt }),
            },
          ],
        });
      }
      if (event.kind === 'log') {
        const bytes = new TextEncoder().encode(event.text);
        emit({ ...EMPTY_STATUS, logs: [{ vertex: DIGEST, stream: event.stream, time: now(), bytes }] });
      }
    },
    /** Nothing is shown for a node that ran already. */
    end(error?: string): void {
      if (started !== undefined) emit(state({ completed: now(), ...(error === undefined ? {} : { error }) }));
    },
  };
}
