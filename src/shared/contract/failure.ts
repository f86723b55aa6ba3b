/**
 * What went wrong, in a form that crosses every boundary: what happened, what it means, what to do.
 *
 * A failure is plain data. Nothing secret may enter it: it is shown, copied and logged.
 */
export interface Failure {
  readonly code: FailureCode;
  /** What happened, one short sentence in plain words. */
  readonly title: string;
  /** What that means for the person, if the title does not say it. */
  readonly meaning?: string;
  /** What to do next, in plain words. */
  readonly remedy?: string;
  /** The text of the program or protocol behind it, for experts. */
  readonly detail?: string;
  /** Path of the form field that the failure belongs to, such as `memory` or `tags.0`. */
  readonly field?: string;
  /** A command that shows or mends it, to copy. */
  readonly command?: string;
}

export type FailureCode =
  | 'invalid-input'
  | 'not-found'
  | 'conflict'
  | 'cancelled'
  | 'timeout'
  | 'unsupported'
  | 'internal'
  // Slipway's own folder
  | 'data-unwritable'
  // Engine
  | 'engine-not-installed'
  | 'engine-not-running'
  | 'engine-no-permission'
  | 'engine-context-broken'
  | 'engine-unreachable'
  | 'engine-refused'
  // builder store
  | 'store-locked'
  | 'store-broken'
  | 'store-unwritable'
  // builders
  | 'builder-not-running'
  | 'builder-exists'
  | 'builder-half-made'
  | 'image-unavailable'
  | 'boot-failed'
  | 'volume-in-use'
  // builds
  | 'build-failed'
  | 'build-refused'
  | 'policy-present'
  | 'context-unreadable'
  | 'buildkit-unavailable'
  | 'exporter-failed';

/** An error that carries a `Failure`. Thrown inside a process; only its failure crosses to another one. */
export class SlipwayError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure, options?: { cause?: unknown }) {
    super(failure.detail ? `${failure.title} ${failure.detail}` : failure.title, options);
    this.name = 'SlipwayError';
    this.failure = failure;
  }
}

/** The failure behind any thrown value; an unknown one becomes `internal` with its message as detail. */
export function failureOf(error: unknown): Failure {
  if (error instanceof SlipwayError) return error.failure;
  const detail = error instanceof Error ? error.message : String(error);
  return {
    code: 'internal',
    title: 'Something went wrong inside Slipway.',
    meaning: 'What you asked for may not have been done.',
    remedy: 'Try again. If it happens again, report it with the details below.',
    detail,
  };
}
