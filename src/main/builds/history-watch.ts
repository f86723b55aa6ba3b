import { type Failure, failureOf } from '../../shared/contract/index.ts';
import { type ControlClient, type DialTarget, type HistoryRecord, openControl, RpcError } from '../buildkit/index.ts';

/** A node whose builds are to be known. */
export interface WatchedNode {
  readonly key: string;
  readonly builder: string;
  readonly node: string;
  readonly driver: string;
}

export interface HistoryListener {
  /**
   * A build began or a record changed; the record with the highest generation is the truth. May come more than once. What
   * comes next waits for the promise.
   */
  onRecord(node: WatchedNode, record: HistoryRecord): Promise<void>;
  onDeleted(node: WatchedNode, ref: string): void;
  /** The node has told all that it knows: each of these refs was given to `onRecord`, and it knows no other one. */
  onListed(node: WatchedNode, refs: ReadonlySet<string>): void;
  /** The node could not be asked; `onListed` says that it could be again. */
  onFailure(node: WatchedNode, failure: Failure): void;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
const UNIMPLEMENTED = 12;

/**
 * Follows the build history of one running node: what it knows, then one bare stream, never with Limit, Filter or Ref, which
 * can kill a dockerd below BuildKit 0.29 (moby/buildkit b4159310b). Ends when the node stops; boots nothing.
 */
export class HistoryWatch {
  readonly #node: WatchedNode;
  readonly #listener: HistoryListener;
  readonly #targetOf: () => Promise<DialTarget>;
  readonly #closing = new AbortController();
  #control: Promise<ControlClient> | undefined;
  #pause = FIRST_PAUSE_MS;
  /** Ends the pause after a failure. */
  #wake: (() => void) | undefined;

  constructor(node: WatchedNode, targetOf: () => Promise<DialTarget>, listener: HistoryListener) {
    this.#node = node;
    this.#targetOf = targetOf;
    this.#listener = listener;
    void this.#run();
  }

  /** The connection that the watch holds, for other questions to the same BuildKit. */
  async control(): Promise<ControlClient> {
    this.#closing.signal.throwIfAborted();
    this.#control ??= this.#targetOf().then(openControl);
    return this.#control;
  }

  /** The node answers others now: if it could not be asked, it is asked again at once. */
  nudge(): void {
    this.#pause = FIRST_PAUSE_MS;
    this.#wake?.();
  }

  close(): void {
    this.#closing.abort();
    this.#disconnect();
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      try {
        await this.#list(signal);
        this.#pause = FIRST_PAUSE_MS;
        await this.#listen(signal);
      } catch (error) {
        if (signal.aborted) return;
        const tooOld = error instanceof RpcError && error.status.code === UNIMPLEMENTED;
        this.#listener.onFailure(this.#node, tooOld ? TOO_OLD : failureOf(error));
        if (tooOld) return;
        this.#disconnect();
      }
      const pause = this.#pause;
      this.#pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
      await this.#sleep(pause);
    }
  }

  /** The stream itself does not say where the stored records end, nor what was deleted while nobody listened. */
  async #list(signal: AbortSignal): Promise<void> {
    const control = await this.control();
    const refs = new Set<string>();
    for await (const event of control.listenBuildHistory({ signal, earlyExit: true })) {
      if (event.kind === 'deleted') continue;
      refs.add(event.record.ref);
      await this.#listener.onRecord(this.#node, event.record);
    }
    if (!signal.aborted) this.#listener.onListed(this.#node, refs);
  }

  async #listen(signal: AbortSignal): Promise<void> {
    const control = await this.control();
    for await (const event of control.listenBuildHistory({ signal })) {
      if (event.kind === 'deleted') this.#listener.onDeleted(this.#node, event.ref);
      else await this.#listener.onRecord(this.#node, event.record);
    }
  }

  #sleep(milliseconds: number): Promise<void> {
    const { signal } = this.#closing;
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.#wake = undefined;
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      signal.addEventListener('abort', done);
      this.#wake = done;
    });
  }

  #disconnect(): void {
    this.#control?.then((control) => control.close()).catch(() => {});
    this.#control = undefined;
  }
}

const TOO_OLD: Failure = {
  code: 'unsupported',
  title: 'This BuildKit keeps no record of its builds.',
  meaning: 'Builds appear here from BuildKit 0.11 on (Docker Engine 24).',
};
