import type { StatusEvent, VertexState } from '../../src/shared/build/status-event.ts';

/** BuildKit's vertex for receiving the context. */
export const CONTEXT_VERTEX = '[internal] load build context';
/** The client's own vertex for handing an image to the Engine; both sides name it so. */
export const LOAD_VERTEX = 'importing to docker';

/** Seconds from the first start to the last end of a vertex. A vertex may start and end several times. */
export function vertexSeconds(events: readonly StatusEvent[], name: string): number {
  const states = events.flatMap(({ vertexes }) => vertexes).filter((vertex) => vertex.name === name);
  if (!states.some(({ completed }) => completed !== undefined))
    throw new Error(`BuildKit did not tell how long "${name}" took.`);
  return spanSeconds(states);
}

/** Seconds from the first start to the last end of some vertices. */
export function spanSeconds(states: readonly VertexState[]): number {
  const starts = states.flatMap(({ started }) => (started === undefined ? [] : [started]));
  const ends = states.flatMap(({ completed }) => (completed === undefined ? [] : [completed]));
  if (starts.length === 0 || ends.length === 0) throw new Error('No vertex started and ended.');
  return (Math.max(...ends) - Math.min(...starts)) / 1e6;
}
