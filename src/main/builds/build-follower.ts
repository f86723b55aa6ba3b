import { isDeepStrictEqual } from 'node:util';
import type { StatusEvent } from '../../shared/build/status-event.ts';
import type { StepCounts } from '../../shared/build/view.ts';
import {
  type BuildFailure,
  type BuildHead,
  type BuildOutcome,
  type BuildRequestFacts,
  type BuildSummary,
  type Failure,
  type LogLine,
  SlipwayError,
  type StepItem,
  type TopicChange,
  type TopicState,
} from '../../shared/contract/index.ts';
import { TopicStore } from '../builders/index.ts';
import type { DialTarget } from '../buildkit/index.ts';
import { type BuildWorkerHandle, startBuildWorker } from './build-worker-handle.ts';
import type { BuildEnd, FromBuildWorker, ViewChange } from './worker-messages.ts';

/**
 * BuildKit's own clients give the progress stream 5 s without a message after the solve returned (moby/buildkit
 * client/solve.go): where a solve failed before it was recorded, the stream hangs.
 */
const QUIET_MS = { failed: 5000, recorded: 60_000, lost: 0 };

/** What is known of a build beside its progress. */
export interface FollowerFacts {
  readonly summary: BuildSummary;
  readonly request?: BuildRequestFacts;
  readonly failure?: BuildFailure;
  readonly outcome?: BuildOutcome;
  readonly cancellable: boolean;
  /** More of its progress is to come. */
  readonly reading: boolean;
  readonly notices?: readonly Failure[];
  /** Why its progress could not be read. */
  readonly unread?: Failure | undefined;
}

/**
 * One build as it can be watched: its worker follows, reduces and spools; this side joins what the worker says with what
 * the service knows. Source of the topic `build`.
 */
export class BuildFollower {
  readonly #worker: BuildWorkerHandle;
  readonly #store: TopicStore<'build'>;
  readonly #waiting = new Map<
    number,
    { resolve: (message: FromBuildWorker) => void; reject: (error: Error) => void }
  >();
  readonly #onCounts: (view: ViewChange) => void;
  #nextId = 1;
  #ended: SlipwayError | undefined;
  #facts: FollowerFacts;
  #view: ViewHead = EMPTY_VIEW;
  /** Steps that came before the view that they belong to. */
  readonly #early: StepItem[] = [];
  #watchers = 0;
  #streamEnded: (failure: Failure | undefined) => void = () => {};
  /** Resolves when the progress stream is at its end; never rejects. */
  readonly streamEnded: Promise<Failure | undefined>;

  /** @param onView told of each change of the view, for the list of builds */
  constructor(options: {
    readonly facts: FollowerFacts;
    readonly spoolRoot: string;
    readonly onView: (view: ViewChange) => void;
  }) {
    this.#facts = options.facts;
    this.#onCounts = options.onView;
    this.streamEnded = new Promise((resolve) => {
      this.#streamEnded = resolve;
    });
    this.#store = new TopicStore<'build'>(this.#head());
    this.#worker = startBuildWorker(options.spoolRoot, (message) => this.#receive(message));
  }

  get facts(): FollowerFacts {
    return this.#facts;
  }

  /** How many pages watch it now. */
  get watchers(): number {
    return this.#watchers;
  }

  state(): TopicState<'build'> {
    return this.#store.state();
  }

  onChange(listener: (change: TopicChange<'build'>) => void): () => void {
    this.#watchers += 1;
    const end = this.#store.onChange(listener);
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.#watchers -= 1;
      end();
    };
  }

  update(facts: Partial<FollowerFacts>): void {
    this.#facts = { ...this.#facts, ...facts };
    const change = headChange(this.#store.head, this.#head());
    if (change !== undefined) this.#store.change(change);
  }

  /** Opens the progress stream. */
  follow(target: DialTarget, ref: string): void {
    this.#worker.send({ kind: 'follow', target, ref });
  }

  clientStatus(event: StatusEvent): void {
    this.#worker.send({ kind: 'client-status', event });
  }

  /**
   * The build has ended: waits for the end of its stream, but not for ever.
   *
   * @param certain `recorded` where the stream is known to have an end, `lost` where the daemon that told it is gone
   */
  async drain(certain: 'recorded' | 'failed' | 'lost'): Promise<Failure | undefined> {
    this.#worker.send({ kind: 'solve-returned', quietMs: QUIET_MS[certain] });
    return this.streamEnded;
  }

  /** Closes the steps that are open; resolves when the last view is there. A worker that is gone has shown its last. */
  async settle(end: BuildEnd): Promise<void> {
    await this.#ask((id) => this.#worker.send({ kind: 'settle', id, end })).catch(() => {});
  }

  /** @throws SlipwayError when the spool cannot be read */
  async log(step: string, from: number, count: number): Promise<{ lines: readonly LogLine[]; total: number }> {
    const answer = await this.#ask((id) => this.#worker.send({ kind: 'log', id, step, from, count }));
    if (answer.kind !== 'lines') throw new Error(`The worker answered ${answer.kind}.`);
    return { lines: answer.lines, total: answer.total };
  }

  async logText(step: string): Promise<{ text: string; cut: boolean }> {
    const answer = await this.#ask((id) => this.#worker.send({ kind: 'log-text', id, step }));
    if (answer.kind !== 'text') throw new Error(`The worker answered ${answer.kind}.`);
    return { text: answer.text, cut: answer.cut };
  }

  /** The step that shows a vertex; the vertex itself where none does. */
  async stepOf(vertex: string): Promise<string> {
    const answer = await this.#ask((id) => this.#worker.send({ kind: 'step-of', id, vertex }));
    return (answer.kind === 'step' ? answer.step : undefined) ?? vertex;
  }

  /** Ends the worker and removes its spool. */
  async close(): Promise<void> {
    this.#end(gone());
    await this.#worker.close();
  }

  /** The worker answers no more. */
  #end(error: SlipwayError): void {
    this.#ended ??= error;
    this.#streamEnded(error.failure);
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  #ask(send: (id: number) => void): Promise<FromBuildWorker> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      const id = this.#nextId;
      this.#nextId += 1;
      this.#waiting.set(id, { resolve, reject });
      send(id);
    });
  }

  #receive(message: FromBuildWorker): void {
    switch (message.kind) {
      case 'steps':
        this.#early.push(...message.steps);
        return;
      case 'view': {
        const { steps, removed, ...head } = message.view;
        this.#view = { ...this.#view, ...head };
        const upsert: Record<string, StepItem> = {};
        for (const step of this.#early.splice(0)) upsert[step.id] = step;
        for (const step of steps) upsert[step.id] = step;
        this.#store.change({ ...headChange(this.#store.head, this.#head()), upsert, remove: removed });
        this.#onCounts(message.view);
        return;
      }
      case 'stream-ended':
        this.#streamEnded(message.failure);
        return;
      case 'lines':
      case 'text':
      case 'step':
      case 'settled':
        this.#waiting.get(message.id)?.resolve(message);
        this.#waiting.delete(message.id);
        return;
      case 'fault':
        if (message.id === undefined) {
          this.#end(new SlipwayError(message.failure));
        } else {
          this.#waiting.get(message.id)?.reject(new SlipwayError(message.failure));
          this.#waiting.delete(message.id);
        }
        return;
    }
  }

  #head(): BuildHead {
    const { summary, request, failure, outcome, cancellable, reading, unread } = this.#facts;
    const { counts, logDropped, ...view } = this.#view;
    const notices = logDropped
      ? [...(this.#facts.notices ?? []), logNotKept(logDropped, summary)]
      : this.#facts.notices;
    return {
      summary: counts === undefined ? summary : { ...summary, counts },
      ...view,
      cancellable,
      reading,
      ...(request === undefined ? {} : { request }),
      ...(failure === undefined ? {} : { failure }),
      ...(outcome === undefined ? {} : { outcome }),
      ...(notices === undefined ? {} : { notices }),
      ...(unread === undefined ? {} : { unread }),
    };
  }
}

/** What the worker has told of the build as a whole. */
type ViewHead = Pick<BuildHead, 'stages' | 'warnings' | 'clockOffset' | 'logLines' | 'logVersion'> & {
  readonly counts?: StepCounts;
  readonly logDropped?: LogDropped;
};

type LogDropped = NonNullable<ViewChange['logDropped']>;

const EMPTY_VIEW: ViewHead = { stages: [], warnings: [], clockOffset: 0, logLines: 0, logVersion: 0 };

/** Lists of any length: another list is a change, and nobody looks into it. */
const LISTS: ReadonlySet<string> = new Set<keyof BuildHead>(['stages', 'warnings']);

/** Only what differs is told: the stages of a large build are larger than all that changes in a frame. */
function headChange(before: BuildHead, after: BuildHead): Pick<TopicChange<'build'>, 'head' | 'patch'> | undefined {
  const names = Object.keys(before) as (keyof BuildHead)[];
  if (names.some((name) => !(name in after))) return { head: after };
  const changed = Object.entries(after).filter(([name, value]) => {
    const old: unknown = before[name as keyof BuildHead];
    return LISTS.has(name) ? value !== old : !isDeepStrictEqual(value, old);
  });
  return changed.length === 0 ? undefined : { patch: Object.fromEntries(changed) };
}

function logNotKept({ lines, because }: LogDropped, { builder, ref }: BuildSummary): Failure {
  return {
    code: 'data-unwritable',
    title: 'The log of this build is not kept whole.',
    meaning: `The disk of Slipway's own folder took no more, so that ${lines.toLocaleString('en')} lines were dropped. The build itself goes on.`,
    remedy: 'Free space on that disk. BuildKit has the whole log when the build has ended.',
    detail: because,
    command: `docker buildx history logs --builder ${builder} ${ref}`,
  };
}

function gone(): SlipwayError {
  return new SlipwayError({
    code: 'not-found',
    title: 'This build is no longer open.',
    remedy: 'Open it again from the list of builds.',
  });
}
