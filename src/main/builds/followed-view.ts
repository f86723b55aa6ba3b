import { type AssembledLine, createLogAssembler, stripAnsi } from '../../shared/build/log-lines.ts';
import type { StatusEvent, VertexLog } from '../../shared/build/status-event.ts';
import { createTracker } from '../../shared/build/tracker.ts';
import type { BuildStep } from '../../shared/build/view.ts';
import type { LogLine, StepItem } from '../../shared/contract/index.ts';
import { LogSpool } from './spool.ts';
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
  readonly #assembler = createLogAssembler();
  readonly #spool: LogSpool;
  readonly #indexes = new Map<string, number>();
  readonly #steps = new Map<string, BuildStep>();
  readonly #grown = new Set<string>();
  #logs: VertexLog[] = [];
  #end: BuildEnd | undefined;
  #clockOffset = 0;

  constructor(folder: string) {
    this.#spool = new LogSpool(folder);
  }

  push(event: StatusEvent): void {
    this.#tracker.push(event);
    if (event.logs.length > 0) this.#logs.push(...event.logs);
  }

  /** @param offset daemon's clock minus this computer's, µs */
  setClockOffset(offset: number): void {
    this.#clockOffset = offset;
  }

  /** Nothing more will come: steps that still run or wait are closed. */
  settle(end: BuildEnd): void {
    this.#end = end;
  }

  change(): ViewChange {
    const ending = this.#end === undefined ? { ended: false } : { ended: true, outcome: this.#end };
    const { view, changed, removed } = this.#tracker.view(ending);
    for (const id of removed) this.#steps.delete(id);
    for (const step of changed) this.#steps.set(step.id, step);
    this.#takeLogs();
    const ids = new Set([...changed.map(({ id }) => id), ...this.#grown]);
    this.#grown.clear();
    const steps: StepItem[] = [];
    for (const id of ids) {
      const step = this.#steps.get(id);
      if (step !== undefined) steps.push({ ...step, index: this.#indexOf(id), logLines: this.#spool.count(id) });
    }
    return {
      steps,
      removed,
      stages: view.stages,
      warnings: view.warnings,
      counts: view.counts,
      logLines: this.#spool.total,
      clockOffset: this.#clockOffset,
    };
  }

  /** Lines of a step, or of all where `step` is empty. */
  lines(step: string, from: number, count: number): { readonly lines: readonly LogLine[]; readonly total: number } {
    const own = step === '' ? undefined : step;
    const lines = this.#spool.read(own, from, count).map((line, place) => ({ ...line, index: from + place }));
    return { lines, total: own === undefined ? this.#spool.total : this.#spool.count(own) };
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
    this.#spool.dispose();
  }

  /** After the view, so that each line finds the step that shows its vertex. */
  #takeLogs(): void {
    const lines: AssembledLine[] = [];
    for (const log of this.#logs) lines.push(...this.#assembler.push(log));
    this.#logs = [];
    if (this.#end !== undefined) lines.push(...this.#assembler.end());
    for (const { vertex, stream, time, text } of lines) {
      const step = this.#tracker.stepOf(vertex) ?? vertex;
      this.#spool.append({ step, stream, time, text });
      this.#grown.add(step);
    }
  }

  #indexOf(id: string): number {
    const known = this.#indexes.get(id);
    if (known !== undefined) return known;
    const index = this.#indexes.size;
    this.#indexes.set(id, index);
    return index;
  }
}
