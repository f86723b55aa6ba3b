import { type Failure, failureOf } from '../../shared/contract/index.ts';
import { type ControlClient, type DialTarget, type HistoryRecord, openControl } from '../buildkit/index.ts';

/** A node whose builds are to be known. */
export interface WatchedNode {
  readonly key: string;
  readonly builder: string;
  readonly node: string;
  readonly driver: string;
}

export interface HistoryListener {
  /** A build began or a record changed; the record with the highest generation is the truth. */
  onRecord(node: WatchedNode, record: HistoryRecord): void;
  onDeleted(node: WatchedNode, ref: string): void;
  /** Undefined when the stream works again. */
  onFailure(node: WatchedNode, failure: Failure | undefined): void;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Follows the build history of one running node: one bare stream, never with Limit, Filter or Ref, which can kill a dockerd
 * below BuildKit 0.29 (moby/buildkit b4159310b). Ends when the node stops; boots nothing.
 */
export class HistoryWatch {
  readonly #node: WatchedNode;
  readonly #listener: HistoryListener;
  readonly #targetOf: () => Promise<DialTarget>;
  readonly #closing = new AbortController();
  #control: Promise<ControlClient> | undefined;

  constructor(node: WatchedNode, targetOf: () => Promise<DialTarget>, listener: HistoryListener) {
    this.#node = node;
    this.#targetOf = targetOf;
    this.#listener = listener;
    void this.#run();
  }

  /** The connection that the watch holds, for other questions to the same BuildKit. */
  async control(): Promise<ControlClient> {
    this.#control ??= this.#targetOf().then(openControl);
    return this.#control;
  }

  close(): void {
    this.#closing.abort();
    this.#control?.then((control) => control.close()).catch(() => {});
    this.#control = undefined;
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    let pause = FIRST_PAUSE_MS;
    while (!signal.aborted) {
      try {
        const control = await this.control();
        for await (const event of control.listenBuildHistory({ signal })) {
          pause = FIRST_PAUSE_MS;
          this.#listener.onFailure(this.#node, undefined);
          if (event.kind === 'deleted') this.#listener.onDeleted(this.#node, event.ref);
          else this.#listener.onRecord(this.#node, event.record);
        }
      } catch (error) {
        if (signal.aborted) return;
        if (isUnimplemented(error)) {
          this.#listener.onFailure(this.#node, TOO_OLD);
          return;
        }
        this.#listener.onFailure(this.#node, failureOf(error));
        this.#control?.then((control) => control.close()).catch(() => {});
        this.#control = undefined;
      }
      await sleep(pause, signal);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    }
  }
}

const TOO_OLD: Failure = {
  code: 'unsupported',
  title: 'This BuildKit keeps no record of its builds.',
  meaning: 'Builds appear here from BuildKit 0.11 on (Docker Engine 24).',
};

function isUnimplemented(error: unknown): boolean {
  return (error as { status?: { code?: number } }).status?.code === 12;
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(done, milliseconds);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done);
  });
}
