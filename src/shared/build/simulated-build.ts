import type { StatusEvent, VertexLog, VertexProgress, VertexState, VertexWarning } from './status-event.ts';

/**
 * A small BuildKit for tests: what a build writes to its progress, and how a status stream makes messages of that. It does
 * what moby/buildkit's util/progress (unread items of one id are collapsed) and solver/progress.go (markers for inputs,
 * order within a message, closing of what still runs) do, written anew for this purpose.
 */
export interface Write {
  readonly id: string;
  readonly at: number;
  readonly item:
    | { readonly kind: 'vertex'; readonly state: VertexState }
    | { readonly kind: 'progress'; readonly word: VertexProgress }
    | { readonly kind: 'log'; readonly log: VertexLog }
    | { readonly kind: 'warning'; readonly warning: VertexWarning };
}

/** The messages of one status stream. `reads` says after how many writes each read happens; the last read takes the rest. */
export function streamOf(writes: readonly Write[], reads: readonly number[], endsAt: number): readonly StatusEvent[] {
  const stream = new VertexStream();
  const messages: StatusEvent[] = [];
  let from = 0;
  for (const count of [...reads, writes.length]) {
    const to = Math.min(writes.length, from + count);
    if (to > from) messages.push(messageOf(collapse(writes.slice(from, to)), stream));
    from = to;
  }
  const rest = stream.close(endsAt);
  return rest.length > 0 ? [...messages, { vertexes: rest, statuses: [], logs: [], warnings: [] }] : messages;
}

function collapse(writes: readonly Write[]): readonly Write[] {
  const unread = new Map<string, Write>();
  for (const write of writes) unread.set(write.id, write);
  return [...unread.values()].sort((a, b) => a.at - b.at);
}

function messageOf(writes: readonly Write[], stream: VertexStream): StatusEvent {
  const vertexes: VertexState[] = [];
  const statuses: VertexProgress[] = [];
  const logs: VertexLog[] = [];
  const warnings: VertexWarning[] = [];
  for (const { item } of writes) {
    if (item.kind === 'vertex') vertexes.push(...stream.append(item.state));
    if (item.kind === 'progress') statuses.push(item.word);
    if (item.kind === 'log') logs.push(item.log);
    if (item.kind === 'warning') warnings.push(item.warning);
  }
  vertexes.sort((a, b) => (a.started ?? 0) - (b.started ?? 0));
  return { vertexes, statuses, logs, warnings };
}

class VertexStream {
  readonly #known = new Map<string, VertexState>();
  readonly #wasCached = new Set<string>();

  append(state: VertexState): readonly VertexState[] {
    const out: VertexState[] = [];
    this.#known.set(state.digest, state);
    if (state.started !== undefined) {
      for (const input of state.inputs) {
        const known = this.#known.get(input);
        if (known === undefined || known.cached || known.completed !== undefined) continue;
        out.push(...this.append({ ...known, cached: true, started: state.started, completed: state.started }));
        this.#known.delete(input);
      }
    }
    if (state.cached) this.#markCached(state.digest);
    return [...out, state];
  }

  close(now: number): readonly VertexState[] {
    const open = [...this.#known.values()].filter(
      (state) => state.started !== undefined && state.completed === undefined,
    );
    return open.map((state) =>
      this.#wasCached.has(state.digest) || state.error !== undefined
        ? { ...state, completed: now }
        : { ...state, completed: now, error: 'context canceled' },
    );
  }

  #markCached(digest: string): void {
    const known = this.#known.get(digest);
    if (known === undefined) return;
    const isNew = !this.#wasCached.has(digest);
    this.#wasCached.add(digest);
    if (isNew) for (const input of known.inputs) this.#markCached(input);
  }
}
