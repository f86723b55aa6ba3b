import type { BuildOutput } from '../actions/build-output.ts';
import type { SourceRange } from '../build/status-event.ts';
import type { BuildStage, BuildStep, BuildWarning, StepCounts } from '../build/view.ts';
import type { Failure } from './failure.ts';

export type BuildStatus = 'running' | 'done' | 'failed' | 'cancelled';

/** One row of the Builds page. */
export interface BuildSummary {
  /** Node key and ref: several nodes can share a ref. */
  readonly key: string;
  readonly ref: string;
  readonly builder: string;
  readonly node: string;
  /** As `docker buildx history` names it. */
  readonly name: string;
  readonly target?: string;
  readonly platforms: readonly string[];
  readonly status: BuildStatus;
  /** µs, daemon's clock. */
  readonly startedAt: number;
  readonly completedAt?: number;
  /** Daemon's clock minus this computer's, µs: add it to now for running durations. Absent while it is not known. */
  readonly clockOffset?: number;
  /** Only the client that holds the Solve can cancel a build. */
  readonly origin: 'slipway' | 'elsewhere';
  readonly counts: StepCounts;
  readonly errorHeadline?: string;
  /** What came out, such as an image name; absent when nothing did or it is not known. */
  readonly result?: string;
  readonly contextPath?: string;
}

export interface BuildListHead {
  /** Nodes whose records could not be read, with the reason. */
  readonly failures: readonly { readonly builder: string; readonly failure: Failure }[];
  readonly loaded: boolean;
}

/** All of a build but its steps and its log. */
export interface BuildHead {
  readonly summary: BuildSummary;
  readonly stages: readonly BuildStage[];
  readonly warnings: readonly BuildWarning[];
  /** Daemon's clock minus this computer's, µs: add it to now for running durations. */
  readonly clockOffset: number;
  readonly failure?: BuildFailure;
  readonly outcome?: BuildOutcome;
  /** Lines in the log of all steps. */
  readonly logLines: number;
  /** Another one with each change of the log of all steps, also of a line that has no end yet. */
  readonly logVersion: number;
  /** True while the client can cancel it. */
  readonly cancellable: boolean;
  /** True while steps and lines are still to come: also of an ended build whose record is being read. */
  readonly reading: boolean;
  /** Why its steps and its log could not be read, or not to their end. */
  readonly unread?: Failure;
  /**
   * What was not as it was asked for although nothing failed, such as a file that could not be read and was sent as empty, and what a build
   * that did not succeed leaves all the same, such as an image in Docker.
   */
  readonly notices?: readonly Failure[];
  /** The request that Slipway composed, for builds started here. */
  readonly request?: BuildRequestFacts;
}

export interface BuildRequestFacts {
  readonly context: string;
  readonly dockerfile: string;
  readonly target?: string;
  readonly tags: readonly string[];
  readonly platforms: readonly string[];
  readonly outputs: readonly BuildOutput[];
  /** Names only: values may be secret. */
  readonly args: readonly string[];
  /** Where each secret came from: a path or the name of a variable; never its value. */
  readonly secrets: readonly {
    readonly id: string;
    readonly from: 'file' | 'environment' | 'typed';
    readonly source?: string;
  }[];
  readonly noCache: boolean;
  readonly pull: boolean;
  readonly cliTwin: string;
}

export interface StepItem extends BuildStep {
  /** Order of appearance. */
  readonly index: number;
  /** Lines in its log so far. */
  readonly logLines: number;
  /** Another one with each change of its log, also of a line that has no end yet. */
  readonly logVersion: number;
}

/** Why a build failed, as far as BuildKit says. */
export interface BuildFailure {
  readonly failure: Failure;
  /** Step that failed. */
  readonly step?: string;
  readonly exitCode?: number;
  readonly source?: SourceExcerpt;
}

/** Lines of the Dockerfile around the failing instruction. */
export interface SourceExcerpt {
  readonly file: string;
  /** 1-based number of the first line in `lines`. */
  readonly firstLine: number;
  readonly lines: readonly string[];
  readonly ranges: readonly SourceRange[];
}

/** What a successful build left. Sizes in bytes. */
export interface BuildOutcome {
  /** `exported`: something came out, but no image into an Engine. */
  readonly kind: 'image-loaded' | 'exported' | 'cache-only' | 'unknown';
  readonly image?: string;
  readonly tags: readonly string[];
  readonly digest?: string;
  readonly size?: number;
  /** Context of the Engine that has the image. */
  readonly engine?: string;
  /** What else came out: registries, files, folders. */
  readonly outputs?: readonly OutcomeOutput[];
}

/** One thing that came out beside an image in an Engine. */
export type OutcomeOutput =
  | { readonly kind: 'push'; readonly reference: string; readonly digest?: string }
  | {
      readonly kind: 'docker-archive' | 'oci-archive' | 'tar' | 'folder';
      readonly path: string;
      /** Bytes on disk; absent for folders. */
      readonly size?: number;
    };

/** One line of a log, ready to show: no line break, ANSI colours kept, redraws by \r already applied. */
export interface LogLine {
  /** Place in the log that was asked for. */
  readonly index: number;
  readonly step: string;
  readonly stream: 1 | 2;
  /** µs, daemon's clock. */
  readonly time: number;
  readonly text: string;
  /** It has no line break yet, so that it can still change, move or go. Such lines stand at the end. */
  readonly open?: true;
}
