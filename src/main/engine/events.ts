import { setTimeout as delay } from 'node:timers/promises';
import { type Failure, failureOf } from '../../shared/contract/failure.ts';
import type { EngineAddress } from './address.ts';
import { createEventMemory } from './event-memory.ts';
import { EVENT_TYPES, parseEvent } from './event-parse.ts';
import { linesOf } from './lines.ts';
import type { EngineApi } from './request.ts';
import type { EngineSignal } from './types-engine.ts';

type Listener = (signal: EngineSignal) => void;

const FIRST_PAUSE_MS = 250;
/** A try at a socket of this machine costs nothing; one over ssh is a process and a login. In milliseconds, before the spread. */
const LONGEST_PAUSE_MS: Readonly<Record<EngineAddress['kind'], number>> = { socket: 2000, tcp: 3500, ssh: 15_000 };

/**
 * The one event stream of an Engine: open while somebody listens, opened again with growing pauses after a loss. It asks
 * for what happened meanwhile, drops what it told already, and says `re-list` each time, since a restarted Engine has
 * forgotten its events.
 */
export class EventFeed {
  readonly #api: EngineApi;
  readonly #listeners = new Set<Listener>();
  #run: AbortController | undefined;
  #state:
    | { readonly kind: 'opening' }
    | { readonly kind: 'open' }
    | { readonly kind: 'lost'; readonly failure: Failure } = {
    kind: 'opening',
  };
  readonly #memory = createEventMemory();

  constructor(api: EngineApi) {
    this.#api = api;
  }

  follow(listener: Listener, { signal }: { readonly signal: AbortSignal }): void {
    if (signal.aborted) return;
    // The same function may be given twice; each has its own end.
    const own: Listener = (told) => listener(told);
    this.#listeners.add(own);
    signal.addEventListener('abort', () => this.#leave(own), { once: true });
    if (this.#run === undefined) {
      this.#run = new AbortController();
      void this.#keepOpen(this.#run.signal);
    } else {
      const state = this.#state;
      // Never inside the caller's own call.
      queueMicrotask(() => {
        if (!this.#listeners.has(own)) return;
        if (state.kind === 'open') own({ kind: 're-list' });
        else if (state.kind === 'lost') own({ kind: 'lost', failure: state.failure });
      });
    }
  }

  close(): void {
    this.#listeners.clear();
    this.#end();
  }

  #leave(listener: Listener): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size === 0) this.#end();
  }

  #end(): void {
    this.#run?.abort();
    this.#run = undefined;
    this.#state = { kind: 'opening' };
    this.#memory.clear();
  }

  async #keepOpen(signal: AbortSignal): Promise<void> {
    let pause = FIRST_PAUSE_MS;
    while (!signal.aborted) {
      try {
        await this.#readOnce(signal, () => {
          pause = FIRST_PAUSE_MS;
        });
        if (!signal.aborted) this.#lost(failureOf(this.#api.explain(new Error('socket hang up'))));
      } catch (error) {
        if (signal.aborted) return;
        this.#lost(failureOf(error));
      }
      this.#api.forgetVersion();
      // Spread, so that many windows or nodes do not come at once.
      await delay(pause * (0.75 + Math.random() / 2), undefined, { signal }).catch(() => {});
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS[this.#api.address.kind]);
    }
  }

  async #readOnce(signal: AbortSignal, onOpen: () => void): Promise<void> {
    const filters = JSON.stringify({ type: EVENT_TYPES });
    const query = { filters, since: this.#memory.since() };
    const stream = await this.#api.stream({ method: 'GET', path: '/events', query, signal });
    onOpen();
    this.#state = { kind: 'open' };
    this.#tell({ kind: 're-list' });
    try {
      for await (const line of linesOf(stream)) this.#take(line);
    } catch (error) {
      throw this.#api.explain(error, signal);
    }
  }

  #take(line: string): void {
    const stamped = parseEvent(line);
    if (stamped !== undefined && this.#memory.isNew(stamped)) this.#tell({ kind: 'event', event: stamped.event });
  }

  #lost(failure: Failure): void {
    const already = this.#state.kind === 'lost';
    this.#state = { kind: 'lost', failure };
    if (!already) this.#tell({ kind: 'lost', failure });
  }

  #tell(told: EngineSignal): void {
    for (const listener of [...this.#listeners]) listener(told);
  }
}
