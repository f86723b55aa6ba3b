import { joinProgress, joinState, unknownVertex } from './join.ts';
import type { Build, Vertex } from './model.ts';
import { get, type PersistentMap, set } from './persistent-map.ts';
import type { StatusEvent, VertexWarning } from './status-event.ts';

/**
 * The build after one more event. Pure; costs what the event is long, not what the build is; the same object when the
 * event says nothing new. Logs are not kept here: they go to `LogAssembler`.
 */
export function reduce(build: Build, event: StatusEvent): Build {
  let { vertices, warnings, lastTime } = build;
  for (const state of event.vertexes) {
    vertices = change(vertices, state.digest, (vertex) => joinState(vertex, state));
    lastTime = Math.max(lastTime, state.started ?? 0, state.completed ?? 0);
  }
  for (const word of event.statuses) {
    vertices = change(vertices, word.vertex, (vertex) => joinProgress(vertex, word));
    lastTime = Math.max(lastTime, word.timestamp ?? 0, word.started ?? 0, word.completed ?? 0);
  }
  for (const warning of event.warnings) {
    const key = warningKey(warning);
    if (get(warnings, key) === undefined) warnings = set(warnings, key, warning);
  }
  for (const chunk of event.logs) lastTime = Math.max(lastTime, chunk.time);

  const same = vertices === build.vertices && warnings === build.warnings && lastTime === build.lastTime;
  return same ? build : { vertices, warnings, lastTime };
}

/** Two warnings are one when all that they say is equal. */
export function warningKey(warning: VertexWarning): string {
  const { vertex, level, short, detail, url, file, ranges } = warning;
  return JSON.stringify([vertex, level, short, detail, url ?? '', file ?? '', ranges]);
}

function change(
  vertices: PersistentMap<Vertex>,
  digest: string,
  join: (vertex: Vertex) => Vertex,
): PersistentMap<Vertex> {
  const old = get(vertices, digest);
  return set(vertices, digest, join(old ?? unknownVertex(digest)));
}
