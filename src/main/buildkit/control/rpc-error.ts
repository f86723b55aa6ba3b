import type { SourceRange } from '../../../shared/build/status-event.ts';
import type { Failure } from '../../../shared/contract/failure.ts';
import { SlipwayError } from '../../../shared/contract/failure.ts';
import { decodeStatus } from './rpc-status.ts';

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

/** The parts of a grpc-js error that are read here. */
interface GrpcError {
  readonly code: number;
  readonly details: string;
  readonly metadata?: { get(key: string): readonly (string | Buffer)[] };
}

/** A typed error for what BuildKit answered. */
export function rpcErrorOf(error: GrpcError): RpcError {
  const [bytes] = error.metadata?.get('grpc-status-details-bin') ?? [];
  const decoded = bytes instanceof Buffer ? decodeStatus(bytes) : undefined;
  const status: RpcStatus = {
    code: error.code,
    message: error.details,
    sources: decoded?.sources ?? [],
    ...(decoded?.vertex === undefined ? {} : { vertex: decoded.vertex }),
    ...(decoded?.exitCode === undefined ? {} : { exitCode: decoded.exitCode }),
    kinds: decoded?.kinds ?? [],
  };
  return new RpcError(failureFor(status), status, { cause: error });
}

function failureFor({ code, message }: RpcStatus): Failure {
  switch (code) {
    case 1:
      return { code: 'cancelled', title: 'Cancelled.', detail: message };
    case 4:
      return { code: 'timeout', title: 'BuildKit took too long to answer.', detail: message };
    case 5:
      return { code: 'not-found', title: 'BuildKit does not have this.', detail: message };
    case 12:
      return { code: 'unsupported', title: 'This BuildKit is too old for this.', detail: message };
    case 14:
      return { code: 'buildkit-unavailable', title: 'BuildKit does not answer.', detail: message };
    default:
      return { code: 'internal', title: 'BuildKit answered with an error.', detail: message };
  }
}
