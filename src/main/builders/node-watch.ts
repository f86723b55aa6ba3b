import { type Failure, type FailureCode, failureOf } from '../../shared/contract/index.ts';
import { microsNow } from './clock.ts';
import type { EngineLink } from './engine-link.ts';
import { foreignDriver } from './failures.ts';
import { LOADING, type NodeSnapshot } from './node-snapshot.ts';
import { readContainerNode, readEngineNode, readRemoteNode } from './read-node.ts';
import { remoteTargetOf } from './remote-target.ts';
import { Runner } from './runner.ts';
import type { DriverKind, ResolvedNode } from './types.ts';

/** Events of one change come in bursts: a stop is kill, die, stop. */
const QUIET_MS = 120;
const FIRST_RETRY_MS = 2_000;
const LAST_RETRY_MS = 60_000;
/** What a call to an Engine fails with that is not there any more. */
const GONE: ReadonlySet<FailureCode> = new Set(['engine-not-running', 'engine-unreachable']);

/** What the watch follows: the node, how to reach it, and why not if so. */
export interface WatchedNode {
  readonly node: Omit<ResolvedNode, 'driver' | 'engine'>;
  /** Undefined for an implicit builder whose Engine has not told yet. */
  readonly driver: DriverKind | undefined;
  readonly link: EngineLink | undefined;
  /** Settings that cannot be read, or an endpoint that names nothing. */
  readonly failure: Failure | undefined;
}

/** Keeps one node's snapshot true. Reads when told that something happened, and again after a failure, with growing pauses. */
export class NodeWatch {
  readonly watched: WatchedNode;
  readonly #onChange: () => void;
  readonly #ending = new AbortController();
  readonly #runner: Runner;
  readonly #unlisten: () => void;
  #snapshot: NodeSnapshot = LOADING;
  #driver: DriverKind | undefined;
  #answeredAt: number | undefined;
  #forget = false;
  #failures = 0;
  #retry: NodeJS.Timeout | undefined;

  constructor(watched: WatchedNode, onChange: () => void, before?: NodeSnapshot) {
    this.watched = watched;
    this.#onChange = onChange;
    this.#driver = watched.driver;
    if (before) this.#snapshot = before;
    this.#runner = new Runner(() => this.#read(), QUIET_MS);
    const unlisten = watched.link?.listen({ onState: () => this.ask(), onSignal: () => {} });
    this.#unlisten = () => unlisten?.();
    void this.#runner.now();
  }

  get snapshot(): NodeSnapshot {
    return this.#snapshot;
  }

  /** Undefined while an implicit builder's Engine has not told. */
  get driver(): DriverKind | undefined {
    return this.#driver;
  }

  ask(): void {
    this.#runner.ask();
  }

  /** Reads everything, also what BuildKit has told before. */
  refresh(): Promise<void> {
    this.#forget = true;
    return this.#runner.now();
  }

  close(): void {
    this.#ending.abort();
    this.#runner.close();
    clearTimeout(this.#retry);
    this.#unlisten();
  }

  async #read(): Promise<void> {
    clearTimeout(this.#retry);
    const { signal } = this.#ending;
    if (signal.aborted) return;
    const known = this.#forget ? undefined : this.#snapshot;
    this.#forget = false;
    let snapshot: NodeSnapshot;
    try {
      snapshot = await this.#readOnce(known, signal);
    } catch (error) {
      snapshot = this.#stale(failureOf(error));
    }
    if (signal.aborted) return;
    this.#set(snapshot);
    if (snapshot.failure && GONE.has(snapshot.failure.code)) this.watched.link?.doubt();
    // A lost Engine tells by itself when it is back; a daemon or a remote one does not.
    const quiet = snapshot.failure === undefined || this.watched.failure || this.watched.link?.state.kind === 'down';
    this.#failures = snapshot.failure === undefined ? 0 : this.#failures + 1;
    if (quiet || this.watched.driver === 'other') return;
    this.#retry = setTimeout(() => this.ask(), Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.#failures - 1)));
    this.#retry.unref();
  }

  async #readOnce(known: NodeSnapshot | undefined, signal: AbortSignal): Promise<NodeSnapshot> {
    const { node, driver, link, failure } = this.watched;
    if (failure) return { ...this.#snapshot, status: 'error', failure };
    if (driver === 'other') return { status: 'error', failure: foreignDriver(node.driverName) };
    if (driver === 'remote') return readRemoteNode(await remoteTargetOf(node.node), signal);
    const state = link?.state;
    if (!link || !state || state.kind === 'connecting') return this.#snapshot;
    if (state.kind === 'down') return this.#stale(state.failure, state.lastSeen);
    const { id: engineId, version: engineVersion } = state.info;
    const found = driver ?? (await this.#detect(link, signal));
    this.#driver = found;
    const { container } = node;
    const isEngine = found === 'docker' || container === undefined;
    const snapshot =
      isEngine && known?.facts && known.engineId === engineId && known.status === 'running'
        ? known
        : isEngine
          ? await readEngineNode({ link, engineId, engineVersion, signal })
          : await readContainerNode({ link, engineId, container, known, publish: (early) => this.#set(early), signal });
    this.#answeredAt = microsNow();
    return snapshot;
  }

  /** As buildx chooses for a context (docker/buildx driver/manager.go `GetDefaultFactory`). */
  async #detect(link: EngineLink, signal: AbortSignal): Promise<DriverKind> {
    return (await link.engine.hasBuildkit({ signal })) ? 'docker' : 'docker-container';
  }

  /** The last known data, marked with its age: what has changed until its Engine was last seen, would have been told. */
  #stale(failure: Failure, engineSeen = 0): NodeSnapshot {
    const since = this.#answeredAt === undefined ? undefined : Math.max(this.#answeredAt, engineSeen);
    return { ...this.#snapshot, status: 'error', failure, ...(since === undefined ? {} : { staleSince: since }) };
  }

  #set(snapshot: NodeSnapshot): void {
    this.#snapshot = snapshot;
    if (!this.#ending.signal.aborted) this.#onChange();
  }
}
