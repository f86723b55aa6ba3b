import { isMarker, type Run, type Vertex } from './model.ts';
import type { StepStatus } from './view.ts';

/** How a vertex stands, as BuildKit's own display reads its states (moby/buildkit, util/progress/progressui). */
export interface VertexStanding {
  readonly status: StepStatus;
  /** Runs that took time: all of them, but for markers. */
  readonly runs: readonly Run[];
  readonly started?: number;
  /** Time of its marker, where that is all there is. */
  readonly markedAt?: number;
  readonly error?: string;
}

/** An error with this end means that somebody cancelled it, not that it failed. */
export function isCancellation(error: string): boolean {
  return error.endsWith('context canceled');
}

/** The latest run tells how a vertex stands. A cached run that has not ended only means "loading from the cache". */
export function standingOf(vertex: Vertex): VertexStanding {
  const runs = vertex.runs.filter((run) => !isMarker(run));
  const latest = runs.at(-1);
  if (latest === undefined) {
    const [marker] = vertex.runs;
    if (marker !== undefined) return { status: 'cached', runs, markedAt: marker.started };
    if (vertex.bareError !== undefined) return { status: ended(vertex.bareError), runs, error: vertex.bareError };
    return { status: 'waiting', runs };
  }
  const started = (runs[0] ?? latest).started;
  if (latest.completed === undefined) return { status: 'running', runs, started };
  if (latest.error !== undefined) return { status: ended(latest.error), runs, started, error: latest.error };
  return { status: latest.cached ? 'cached' : 'done', runs, started };
}

function ended(error: string): StepStatus {
  return isCancellation(error) ? 'cancelled' : 'failed';
}
