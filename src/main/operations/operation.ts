import {
  type Failure,
  type OperationHead,
  type OperationStep,
  type OutputLine,
  SlipwayError,
} from '../../shared/contract/index.ts';
import { microsNow, TopicStore } from '../builders/index.ts';

/** A step of a plan, before it is carried out. */
export interface PlannedStep {
  readonly id: string;
  /** As a person reads it. */
  readonly title: string;
}

type StepStatus = OperationStep['status'];

/** One operation being carried out: its topic, its steps, and the signal that cancels it. */
export class Operation {
  readonly id: string;
  readonly kind: OperationHead['kind'];
  readonly topic: TopicStore<'operation'>;
  readonly #cancel = new AbortController();

  constructor(given: {
    readonly id: string;
    readonly kind: OperationHead['kind'];
    readonly subject: string;
    readonly steps: readonly PlannedStep[];
  }) {
    const { id, kind, subject, steps } = given;
    this.id = id;
    this.kind = kind;
    this.topic = new TopicStore<'operation'>({
      id,
      kind,
      subject,
      status: 'running',
      startedAt: microsNow(),
      leftovers: [],
      output: [],
    });
    const items = steps.map((step, index): [string, OperationStep] => [step.id, { ...step, index, status: 'waiting' }]);
    this.topic.replace(this.head, Object.fromEntries(items));
  }

  get head(): OperationHead {
    return this.topic.state().head;
  }

  get signal(): AbortSignal {
    return this.#cancel.signal;
  }

  get running(): boolean {
    return this.head.status === 'running';
  }

  cancel(): void {
    if (this.running) this.#cancel.abort();
  }

  /** Moves a step on. Times are taken where it begins and ends; a note stays until another comes. */
  step(id: string, status: StepStatus, note?: string): void {
    const before = this.topic.state().items[id];
    if (!before) return;
    const now = microsNow();
    const ends = status === 'done' || status === 'failed' || status === 'skipped';
    this.topic.setItem(id, {
      ...before,
      status,
      ...(status === 'running' && before.startedAt === undefined ? { startedAt: now } : {}),
      ...(ends && before.startedAt !== undefined ? { endedAt: now } : {}),
      ...(note === undefined ? {} : { note }),
    });
  }

  note(id: string, note: string): void {
    const before = this.topic.state().items[id];
    if (before) this.topic.setItem(id, { ...before, note });
  }

  progress(id: string, current: number, total: number): void {
    const before = this.topic.state().items[id];
    if (before) this.topic.setItem(id, { ...before, current, total });
  }

  output(lines: readonly OutputLine[]): void {
    this.topic.setHead({ ...this.head, output: lines });
  }

  end(result: {
    readonly failure?: Failure;
    readonly leftovers?: readonly string[];
    readonly exitCode?: number | undefined;
  }): void {
    const { failure, leftovers = [], exitCode } = result;
    for (const [id, { status }] of Object.entries(this.topic.state().items)) {
      if (status === 'running') this.step(id, failure ? 'failed' : 'done');
      else if (status === 'waiting') this.step(id, 'skipped');
    }
    this.topic.setHead({
      ...this.head,
      status: failure === undefined ? 'done' : failure.code === 'cancelled' ? 'cancelled' : 'failed',
      endedAt: microsNow(),
      ...(failure ? { failure } : {}),
      leftovers,
      ...(exitCode === undefined ? {} : { exitCode }),
    });
  }

  /** @throws SlipwayError `cancelled` */
  check(): void {
    if (this.signal.aborted) throw cancelled();
  }
}

export function cancelled(): SlipwayError {
  return new SlipwayError({ code: 'cancelled', title: 'This was cancelled.' });
}
