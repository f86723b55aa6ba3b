import type { StatusEvent, VertexState } from '../../src/shared/build/status-event.ts';

interface RawVertex {
  readonly digest: string;
  readonly inputs?: readonly string[];
  readonly name: string;
  readonly cached?: boolean;
  readonly started?: string;
  readonly completed?: string;
  readonly error?: string;
}

/**
 * The vertices of `docker buildx build --progress=rawjson` (moby/buildkit client/graph.go as JSON, one message a line).
 * Lines that are no JSON object are other output of the CLI.
 */
export function readRawProgress(text: string): readonly StatusEvent[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => {
      const message = JSON.parse(line) as { vertexes?: readonly RawVertex[] };
      return { vertexes: (message.vertexes ?? []).map(toVertex), statuses: [], logs: [], warnings: [] };
    });
}

function toVertex(raw: RawVertex): VertexState {
  return {
    digest: raw.digest,
    inputs: raw.inputs ?? [],
    name: raw.name,
    cached: raw.cached ?? false,
    ...(raw.started === undefined ? {} : { started: micros(raw.started) }),
    ...(raw.completed === undefined ? {} : { completed: micros(raw.completed) }),
    ...(raw.error ? { error: raw.error } : {}),
  };
}

/** RFC 3339 with nanoseconds as µs: Date keeps milliseconds only. */
function micros(time: string): number {
  const match = /^(.+?)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/.exec(time);
  if (match === null) throw new Error(`${time} is no time.`);
  const [, seconds, fraction = '', zone] = match;
  return Date.parse(`${seconds}${zone}`) * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6));
}
