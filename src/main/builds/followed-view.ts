import { stripAnsi } from '../../shared/build/log-lines.ts';
import type { StatusEvent } from '../../shared/build/status-event.ts';
import { createTracker } from '../../shared/build/tracker.ts';
import type { BuildStep, BuildView } from '../../shared/build/view.ts';
import type { LogLine, StepItem } from '../../shared/contract/index.ts';
import { FollowedLog } from './followed-log.ts';
import type { BuildEnd, ViewChange } from './worker-messages.ts';

/** Bytes of a log that are given as one text. */
const MOST_TEXT = 5 * 1024 * 1024;
/** Lines that are read at once for such a text. */
const CHUNK = 2000;

/**
 * What the worker of a build keeps: the reduced build and the spooled log. `change()` says what is new since it was last
 * asked, however many events came in between.
 */
export class FollowedView {
  readonly #tracker = createTracker();
  readonly #log: FollowedLog;
  readonly #indexes = new Map<string, number>();
  readonly #steps = new Map<string, BuildStep>();
  #end: BuildEnd | undefined;
  /** What the last change told. */
  #told: Pick<BuildView, 'stages' | 'warnings'> | undefined;
  #clockOffset = 0;

  constructor(folder: string) {
    this.#log = new FollowedLog(folder, (vertex) => this.#tracker.stepOf(vertex));
  }

  /** @param from `client`: progress that this client makes itself, which no stream says again */
  push(event: StatusEvent, from: 'daemon' | 'client'): void {
    this.#tracker.push(event);
    this.#log.push(event, from === 'daemon');
  }

  /** The progress stream is opened again: it says everything from the start. */
  restart(): void {
    this.#log.restart();
  }

  /** @param offset daemon's clock minus this computer's, µs */
  setClockOffset(offset: number): void {
    this.#clockOffset = offset;
  }

  /** Nothing more will come: steps that still run or wait are closed. */
  settle(end: BuildEnd): void {
    this.#end = end;
    this.#log.end();
  }

  change(): ViewChange {
    const ending = this.#end === undefined ? { ended: false } : { ended: true, outcome: this.#end };
    const { view, changed, removed } = this.#tracker.view(ending);
    for (const id of removed) this.#steps.delete(id);
    for (const step of changed) this.#steps.set(step.id, step);
    // After the view, so that each line finds the step that shows its vertex.
    const grown = this.#log.grown(removed.length > 0);
    const steps: StepItem[] = [];
    for (const id of new Set([...changed.map((step) => step.id), ...grown])) {
      const step = this.#steps.get(id);
      if (step !== undefined) steps.push({ ...step, index: this.#indexOf(id), ...this.#log.sizeOf(id) });
    }
    const told = this.#told;
    this.#told = view;
    const { dropped } = this.#log;
    return {
      steps,
      removed,
      ...(told?.stages === view.stages ? {} : { stages: view.stages }),
      ...(told?.warnings === view.warnings ? {} : { warnings: view.warnings }),
      counts: view.counts,
      ...this.#log.sizeOf(''),
      clockOffset: this.#clockOffset,
      ...(dropped === undefined ? {} : { logDropped: { ...dropped, because: wordsOfDisk(dropped.because) } }),
    };
  }

  /** The step that shows a vertex, which may be a group of several. */
  stepOf(vertex: string): string | undefined {
    return this.#tracker.stepOf(vertex);
  }

  /** Lines of a step, or of all where `step` is empty. */
  lines(step: string, from: number, count: number): { readonly lines: readonly LogLine[]; readonly total: number } {
    return { lines: this.#log.lines(step, from, count), total: this.#log.sizeOf(step).logLines };
  }

  /** A log as plain text without colours, cut at 5 MB. */
  text(step: string): { readonly text: string; readonly cut: boolean } {
    const parts: string[] = [];
    let size = 0;
    for (let from = 0; ; from += CHUNK) {
      const { lines, total } = this.lines(step, from, CHUNK);
      for (const line of lines) {
        const text = `${stripAnsi(line.text)}\n`;
        size += text.length;
        if (size > MOST_TEXT) return { text: parts.join(''), cut: true };
        parts.push(text);
      }
      if (from + CHUNK >= total) return { text: parts.join(''), cut: false };
    }
  }

  dispose(): void {
    this.#log.dispose();
  }

  #indexOf(id: string): number {
    const known = this.#indexes.get(id);
    if (known !== undefined) return known;
    const index = this.#indexes.size;
    this.#indexes.set(id, index);
    return index;
  }
}

function wordsOfDisk(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
