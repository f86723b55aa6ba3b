import type { StatusEvent } from '../../../shared/build/status-event.ts';
import type { HistoryEvent, HistoryUpdate } from './history-types.ts';
import type { Known } from './refuse-unknown.ts';
import type { SolveRequest, SolveResult } from './solve-types.ts';
import type { BuildkitVersion, CacheRecord, PruneRequest, Worker } from './worker-types.ts';

/** `signal` cancels the call, `timeoutMs` bounds it (none by default). */
export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
}

/** `onDaemonTime` is told the daemon's clock (microseconds since 1970) once, when the stream opens; BuildKit 0.12 and later. */
export interface StreamOptions extends CallOptions {
  readonly onDaemonTime?: (microseconds: number) => void;
}

/** Stops after the stored records with `earlyExit`; else goes on with live events until cancelled or the daemon stops. */
export interface HistoryOptions extends StreamOptions {
  /** Leaves out the stored records. Live events still include complete and deleted. */
  readonly activeOnly?: boolean;
  readonly earlyExit?: boolean;
}

/**
 * A typed client of one BuildKit. Connects at the first call, and again by itself after a lost connection.
 *
 * Every method throws `RpcError` where BuildKit answered with an error, and another `SlipwayError` where it could not be reached
 * (`builder-not-running`, `buildkit-unavailable`, `engine-…`).
 */
export interface ControlClient {
  /** The daemon's version. BuildKit before 0.11 answers with code 12. */
  info(options?: CallOptions): Promise<BuildkitVersion>;
  listWorkers(options?: CallOptions): Promise<readonly Worker[]>;
  /** Runs a build and returns when its outputs are done. Aborting the signal cancels the build. */
  solve(request: SolveRequest, options?: CallOptions): Promise<SolveResult>;
  /**
   * Progress of any build on this daemon, from its start, running or ended. May never end by itself if the solve failed early:
   * give it a signal and abort it some seconds after the solve returned.
   */
  status(ref: string, options?: StreamOptions): AsyncIterable<StatusEvent>;
  listenBuildHistory(options?: HistoryOptions): AsyncIterable<HistoryEvent>;
  /** @throws SlipwayError `unsupported` where this BuildKit would take it for another change */
  updateBuildHistory(update: HistoryUpdate, options?: CallOptions): Promise<void>;
  diskUsage(options?: CallOptions & { readonly filter?: readonly string[] }): Promise<readonly CacheRecord[]>;
  /** Yields each record as it is removed. @throws SlipwayError `unsupported` where this BuildKit would leave out a limit */
  prune(request: PruneRequest, options: CallOptions & { readonly capabilities: Known }): AsyncIterable<CacheRecord>;
  /** The bytes of a blob named in a record. Throws `RpcError` with code 5 if it is gone. */
  readContent(digest: string, options?: CallOptions): AsyncIterable<Uint8Array>;
  /** Ends the connection; running calls fail. */
  close(): void;
}
