import type { StatusEvent } from '../../../shared/build/status-event.ts';
import type { Failure } from '../../../shared/contract/failure.ts';
import type { DialTarget } from '../dial/target.ts';
import type { SessionFailure } from './cause.ts';
import type { RegistryCredentials, SessionExport } from './types.ts';

/** What a session worker is started with; plain data, cloned into the thread. */
export interface WorkerStart {
  readonly id: string;
  readonly target: DialTarget;
  readonly sharedKey: string;
  readonly localDirs: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, Uint8Array>>;
  readonly exports: readonly SessionExport[];
  readonly tokenSeedFolder: string | undefined;
  readonly proxyVariables: Readonly<Record<string, string>>;
  readonly ignoreFile: string | undefined;
}

export type FromWorker =
  | { readonly kind: 'ready' }
  /** The session could not start, or ended by itself; the worker ends too. */
  | { readonly kind: 'lost'; readonly failure: Failure }
  /** One folder or export failed; the session goes on. */
  | ({ readonly kind: 'failure' } & SessionFailure)
  /** Something of a result is at its place before the solve has ended. */
  | { readonly kind: 'left'; readonly left: Failure }
  /** The answer to `commit`, behind the failures of it. */
  | { readonly kind: 'committed' }
  /** Something is not as it was asked for, and the build goes on. */
  | { readonly kind: 'warning'; readonly warning: Failure }
  | { readonly kind: 'status'; readonly event: StatusEvent }
  | { readonly kind: 'credentials'; readonly request: number; readonly host: string };

export type ToWorker =
  /** The solve succeeded: the files that came of it take their places. */
  | { readonly kind: 'commit' }
  /** What is not committed is discarded. */
  | { readonly kind: 'close' }
  | { readonly kind: 'credentials'; readonly request: number; readonly answer: RegistryCredentials | undefined };
