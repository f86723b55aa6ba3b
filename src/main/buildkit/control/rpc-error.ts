import type { Failure } from '../../../shared/contract/failure.ts';
import { SlipwayError } from '../../../shared/contract/failure.ts';

/** Position in a source file; lines start at 1, characters at 0. */
export interface SourcePosition {
  readonly line: number;
  readonly character: number;
}

export interface SourceRange {
  readonly start: SourcePosition;
  readonly end: SourcePosition;
}

/** A piece of the Dockerfile (or another definition) that an error points at. */
export interface ErrorSource {
  readonly filename: string;
  readonly language: string;
  /** The whole file's text as BuildKit saw it; empty if it did not send it. */
  readonly text: string;
  readonly ranges: readonly SourceRange[];
}

/** google.rpc.Status with the details BuildKit adds, decoded; Go stacks are dropped. */
export interface RpcStatus {
  /** gRPC code: 1 cancelled, 2 unknown, 3 invalid argument, 4 deadline, 5 not found, 12 unimplemented, 14 unavailable, … */
  readonly code: number;
  readonly message: string;
  readonly sources: readonly ErrorSource[];
  /** Digest of the vertex that failed. */
  readonly vertex?: string;
  /** Exit code of a RUN's process. */
  readonly exitCode?: number;
  /** Names of the frontend or solve details that were present, for experts. */
  readonly kinds: readonly string[];
}

/** A call that BuildKit answered with an error. */
export class RpcError extends SlipwayError {
  readonly status: RpcStatus;

  constructor(failure: Failure, status: RpcStatus, options?: { cause?: unknown }) {
    super(failure, options);
    this.name = 'RpcError';
    this.status = status;
  }
}
