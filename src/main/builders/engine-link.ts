import { type Failure, failureOf } from '../../shared/contract/index.ts';
import {
  type DockerEnvironment,
  type Engine,
  type EngineInfo,
  type EngineSignal,
  probeEngine,
} from '../engine/index.ts';
import { microsNow } from './clock.ts';
import { createLimit } from './limit.ts';

/** How long an Engine may take to say who it is, in milliseconds. */
const PROBE_MS = 10_000;
/** Between two looks at an Engine that does not answer although its stream of events stays open, in milliseconds. */
const DOUBT_MS = 1000;
/** Calls to one Engine at a time for reading what is there. */
const PARALLEL = 4;

/** `triedAt` and `lastSeen` are microseconds since 1970. */
export type LinkState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'up'; readonly info: EngineInfo }
  | { readonly kind: 'down'; readonly failure: Failure; readonly triedAt: number; readonly lastSeen?: number };

export interface LinkListener {
  /** `up` is told again after each gap in the events: read everything anew. */
  onState(state: LinkState): void;
  onSignal(signal: EngineSignal): void;
}

/**
 * One Engine, followed: whether it answers, and its events. A dead one is tried again by the Engine room with growing
 * pauses. Nodes ask the Engine through `limit` and their daemons through `asking`, so that a slow one holds up nobody else.
 */
export class EngineLink {
  readonly engine: Engine;
  readonly limit = createLimit(PARALLEL);
  readonly asking = createLimit(PARALLEL);
  readonly #environment: DockerEnvironment;
  readonly #listeners = new Set<LinkListener>();
  #state: LinkState = { kind: 'connecting' };
  #lastSeen: number | undefined;
  #following: AbortController | undefined;
  /** Its events come in: when they are lost, the Engine room tries again by itself. */
  #streaming = false;
  #doubting: NodeJS.Timeout | undefined;
  /** Grows with each probe, so that a late answer of an older one is dropped. */
  #round = 0;

  constructor(engine: Engine, environment: DockerEnvironment) {
    this.engine = engine;
    this.#environment = environment;
  }

  get state(): LinkState {
    return this.#state;
  }

  listen(listener: LinkListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  start(): void {
    if (this.#following) return;
    this.#following = new AbortController();
    void this.#probe();
    this.engine.follow((signal) => this.#hear(signal), { signal: this.#following.signal });
  }

  /** Tries again now instead of at the end of the pause. */
  retry(): void {
    this.stop();
    if (this.#state.kind === 'down') this.#set({ kind: 'connecting' });
    this.start();
  }

  /**
   * A call has failed as if the Engine were gone. One that is being stopped refuses every call while its containers end,
   * which takes many seconds, and keeps its stream of events open meanwhile.
   */
  doubt(): void {
    if (this.#state.kind === 'up') void this.#probe(undefined, true);
  }

  stop(): void {
    this.#following?.abort();
    this.#following = undefined;
    this.#streaming = false;
    clearTimeout(this.#doubting);
    this.#round += 1;
  }

  #hear(signal: EngineSignal): void {
    // As long as its events came in, it was there.
    if (signal.kind === 'lost' && this.#streaming) this.#lastSeen = microsNow();
    this.#streaming = signal.kind !== 'lost';
    if (signal.kind === 'event') {
      this.#lastSeen = microsNow();
      for (const listener of this.#listeners) listener.onSignal(signal);
    } else {
      void this.#probe(signal.kind === 'lost' ? signal.failure : undefined);
    }
  }

  /** Asks the Engine who it is, whatever the stream said: its words are the plain ones. */
  async #probe(lost?: Failure, doubted = false): Promise<void> {
    clearTimeout(this.#doubting);
    this.#round += 1;
    const round = this.#round;
    const signal = this.#following?.signal;
    let result: LinkState;
    try {
      const probe = await probeEngine(this.engine, this.#environment, {
        timeoutMs: PROBE_MS,
        ...(signal ? { signal } : {}),
      });
      result = probe.kind === 'answers' ? { kind: 'up', info: probe.info } : this.#down(probe.failure);
    } catch (error) {
      result = this.#down(lost ?? failureOf(error));
    }
    if (round !== this.#round) return;
    if (result.kind === 'up') this.#lastSeen = microsNow();
    // Nothing was missed meanwhile.
    if (doubted && result.kind === 'up' && this.#state.kind === 'up') return;
    this.#set(result);
    if (result.kind === 'down' && this.#streaming) {
      this.#doubting = setTimeout(() => void this.#probe(), DOUBT_MS);
      this.#doubting.unref();
    }
  }

  #down(failure: Failure): LinkState {
    return {
      kind: 'down',
      failure,
      triedAt: microsNow(),
      ...(this.#lastSeen === undefined ? {} : { lastSeen: this.#lastSeen }),
    };
  }

  #set(state: LinkState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener.onState(state);
  }
}
