import type { StatusEvent } from '../../shared/build/status-event.ts';
import type { BuildStage, BuildWarning, StepCounts } from '../../shared/build/view.ts';
import type { Failure, LogLine, StepItem } from '../../shared/contract/index.ts';
import type { DialTarget } from '../buildkit/index.ts';

/** How a build ended, as far as its view has to know. */
export type BuildEnd = 'done' | 'failed' | 'cancelled';

/** What main tells the worker of one build. */
export type ToBuildWorker =
  /** Open the progress stream of the build; asked at most once. */
  | { readonly kind: 'follow'; readonly target: DialTarget; readonly ref: string }
  /** Progress that the client itself makes: booting, importing an image. */
  | { readonly kind: 'client-status'; readonly event: StatusEvent }
  /** The solve returned: the progress stream ends soon, or is ended after `quietMs` without a message. It is not opened again. */
  | { readonly kind: 'solve-returned'; readonly quietMs: number }
  /** Nothing more will come: settle every step, and answer when the last view has been told. */
  | { readonly kind: 'settle'; readonly id: number; readonly end: BuildEnd }
  | { readonly kind: 'log'; readonly id: number; readonly step: string; readonly from: number; readonly count: number }
  | { readonly kind: 'log-text'; readonly id: number; readonly step: string }
  /** Which step shows a vertex? */
  | { readonly kind: 'step-of'; readonly id: number; readonly vertex: string }
  | { readonly kind: 'close' };

/** What the worker of one build tells main. */
export type FromBuildWorker =
  | { readonly kind: 'view'; readonly view: ViewChange }
  /** Steps of the next `view`, which is too large for one message. */
  | { readonly kind: 'steps'; readonly steps: readonly StepItem[] }
  /** The progress stream is at its end; `failure` when it broke. */
  | { readonly kind: 'stream-ended'; readonly failure?: Failure }
  | { readonly kind: 'lines'; readonly id: number; readonly lines: readonly LogLine[]; readonly total: number }
  | { readonly kind: 'text'; readonly id: number; readonly text: string; readonly cut: boolean }
  | { readonly kind: 'settled'; readonly id: number }
  | { readonly kind: 'step'; readonly id: number; readonly step: string | undefined }
  | { readonly kind: 'fault'; readonly id?: number; readonly failure: Failure };

/** What changed in the view since the last message; at most one a frame. Its size is that of the change, not of the build. */
export interface ViewChange {
  readonly steps: readonly StepItem[];
  readonly removed: readonly string[];
  /** All stages, where any of them is another than before. */
  readonly stages?: readonly BuildStage[];
  /** All warnings, where there are others than before. */
  readonly warnings?: readonly BuildWarning[];
  readonly counts: StepCounts;
  readonly logLines: number;
  readonly logVersion: number;
  /** Lines of the log that could not be kept, and why. */
  readonly logDropped?: { readonly lines: number; readonly because: string };
  /** Daemon's clock minus this computer's, µs. */
  readonly clockOffset: number;
}
