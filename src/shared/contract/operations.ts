import type { Failure } from './failure.ts';

/** A plan of several steps being carried out, journalled so that the next start can finish or undo it. */
export interface OperationHead {
  readonly id: string;
  readonly kind: 'create-builder' | 'start-builder' | 'stop-builder' | 'remove-builder' | 'run-image';
  /** What it works on: a builder or an image. */
  readonly subject: string;
  readonly status: 'running' | 'done' | 'failed' | 'cancelled';
  /** µs */
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly failure?: Failure;
  /** What holds now after a failure or an undo, in plain sentences; never empty when something half made stays. */
  readonly leftovers: readonly string[];
  /** Output of a program that the operation runs, newest last, at most 500 lines. */
  readonly output: readonly OutputLine[];
  readonly exitCode?: number;
}

export interface OutputLine {
  readonly stream: 1 | 2;
  readonly text: string;
}

export interface OperationStep {
  readonly id: string;
  /** Place in the plan. */
  readonly index: number;
  /** As a person reads it: `Get the BuildKit image`, `Create the container`. */
  readonly title: string;
  readonly status: 'waiting' | 'running' | 'done' | 'failed' | 'skipped';
  /** What is happening now: `pulling moby/buildkit:buildx-stable-1`. */
  readonly note?: string;
  readonly current?: number;
  readonly total?: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
}
