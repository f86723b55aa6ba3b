import { createHash } from 'node:crypto';
import { EMPTY_STATUS, type StatusEvent, type VertexProgress } from '../../../shared/build/status-event.ts';

/** A step that the client does itself, told as BuildKit tells its own. Its times are this machine's clock. */
export interface ClientVertex {
  progress(id: string, current: number, total: number): void;
  /** Ends it; with a text, as failed. */
  end(error?: string): void;
}

export function startClientVertex(name: string, identity: string, emit: (event: StatusEvent) => void): ClientVertex {
  const digest = `sha256:${createHash('sha256').update(`${identity}\0${name}`).digest('hex')}`;
  const started = now();
  const parts = new Map<string, VertexProgress>();
  const vertex = { digest, inputs: [], name, cached: false, started };
  emit({ ...EMPTY_STATUS, vertexes: [vertex] });
  return {
    progress(id, current, total) {
      const at = now();
      const done = total > 0 && current >= total;
      const part: VertexProgress = {
        vertex: digest,
        id,
        name: '',
        current,
        total,
        timestamp: at,
        started: parts.get(id)?.started ?? at,
        ...(done ? { completed: at } : {}),
      };
      parts.set(id, part);
      emit({ ...EMPTY_STATUS, statuses: [part] });
    },
    end(error) {
      const completed = now();
      const open = [...parts.values()].filter((part) => part.completed === undefined);
      emit({
        ...EMPTY_STATUS,
        vertexes: [{ ...vertex, completed, ...(error === undefined ? {} : { error }) }],
        statuses: error === undefined ? open.map((part) => ({ ...part, completed })) : [],
      });
    },
  };
}

/** Microseconds since 1970. */
function now(): number {
  return Math.round((performance.timeOrigin + performance.now()) * 1000);
}
