import { EMPTY_MAP, type PersistentMap } from './persistent-map.ts';
import type { ProgressGroup, VertexProgress, VertexWarning } from './status-event.ts';

/**
 * Everything that the status stream has said so far of one build, in a form in which the order and the repetition of what
 * was said have left no trace. Immutable: `reduce` gives a new one that shares what did not change.
 */
export interface Build {
  /** By digest. */
  readonly vertices: PersistentMap<Vertex>;
  /** By their content, so that a repeated one is there once. */
  readonly warnings: PersistentMap<VertexWarning>;
  /** Latest time that was named, µs on the daemon's clock; 0 before the first. */
  readonly lastTime: number;
}

/** All states of one vertex joined. Its name is empty until it is announced: progress can come first. */
export interface Vertex {
  readonly digest: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly group?: ProgressGroup;
  /** Sorted by `started`, which is their key. */
  readonly runs: readonly Run[];
  /** An error that came without any time. */
  readonly bareError?: string;
  /** Sorted by id. */
  readonly progress: readonly VertexProgress[];
}

/**
 * One start of a vertex: computing its cache key, loading it from the cache, executing it. Times are µs.
 *
 * A run that is cached and ends when it starts is a marker: the daemon's stream writes one for an input that had not
 * completed when a vertex that needs it started (moby/buildkit, solver/progress.go `vertexStream.append`). It may be wrong,
 * since the input can be running, so it counts only where there is no other run.
 */
export interface Run {
  readonly started: number;
  readonly completed?: number;
  readonly cached: boolean;
  readonly error?: string;
}

export const EMPTY_BUILD: Build = { vertices: EMPTY_MAP, warnings: EMPTY_MAP, lastTime: 0 };

export function isMarker(run: Run): boolean {
  return run.cached && run.completed === run.started;
}
