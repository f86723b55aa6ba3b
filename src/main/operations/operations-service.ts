import { randomUUID } from 'node:crypto';
import type {
  Action,
  CreateBuilder,
  RemoveBuilder,
  RunImage,
  StartBuilder,
  StopBuilder,
  UseBuilder,
} from '../../shared/actions/schemas.ts';
import {
  failureOf,
  type RecoveryNote,
  SlipwayError,
  type StateVolume,
  type TopicChange,
  type TopicState,
  type VolumeSize,
} from '../../shared/contract/index.ts';
import { type BuilderOperation, type BuildersService, type EnginesService, microsNow } from '../builders/index.ts';
import type { BuilderStore } from '../buildx/index.ts';
import type { DockerEnvironment } from '../engine/index.ts';
import { existingState, VolumeSizes } from './existing-state.ts';
import { gatherCreate } from './gather-create.ts';
import { gatherRemove } from './gather-remove.ts';
import { Journal } from './journal.ts';
import type { CreateEntry, RemoveEntry, RunImageEntry } from './journal-entry.ts';
import { makeCurrent } from './make-current.ts';
import { cancelled, Operation, type PlannedStep } from './operation.ts';
import type { Parts } from './parts.ts';
import { hashOf, planCreate } from './plan-create.ts';
import { removeSteps } from './plan-remove.ts';
import { refuseAnew } from './recover.ts';
import { Recovery } from './recovery.ts';
import { runCreate } from './run-create.ts';
import { RUN_STEPS, runImage } from './run-image.ts';
import { checkPower, planStart, planStop, runStart, runStop } from './run-power.ts';
import { runRemove } from './run-remove.ts';

/** Ended operations that can still be looked at. */
const MOST_ENDED = 100;
/** How long the end of the app waits for programs that it stops, in milliseconds. */
const CLOSE_MS = 3000;

/** Actions that are carried out as operations. */
export type OperationAction = CreateBuilder | RemoveBuilder | StartBuilder | StopBuilder | RunImage;

/** What an operation leaves behind when it ends. */
interface Outcome {
  readonly error?: unknown;
  readonly leftovers?: readonly string[];
  readonly exitCode?: number;
}

const MARKS: Readonly<Partial<Record<Action['kind'], BuilderOperation['kind']>>> = {
  'create-builder': 'creating',
  'start-builder': 'starting',
  'stop-builder': 'stopping',
  'remove-builder': 'removing',
};

/**
 * What is done in more than one step: planned, written to the journal, carried out, and finished or taken back, if need
 * be by the next start. One at a time for a builder.
 */
export class OperationsService {
  readonly #parts: Parts;
  readonly #sizes = new VolumeSizes();
  readonly #operations = new Map<string, Operation>();
  readonly #running = new Set<Promise<void>>();
  readonly #closing = new AbortController();
  /** Builder names in lower case that something is being done to. */
  readonly #busy = new Set<string>();
  readonly #recovery: Recovery;

  constructor(options: {
    readonly environment: DockerEnvironment;
    readonly store: BuilderStore;
    readonly engines: EnginesService;
    readonly builders: BuildersService;
    readonly journalDir: string;
    /** Told each step after it is in the journal and before it is done; awaited. For tests. */
    readonly onStep?: Parts['onStep'];
  }) {
    const { journalDir, onStep = () => {}, ...rest } = options;
    this.#parts = { ...rest, journal: new Journal(journalDir), closing: this.#closing.signal, onStep };
    this.#recovery = new Recovery(this.#parts);
  }

  /**
   * Plans and begins an operation; it goes on behind.
   *
   * @returns its id @throws SlipwayError at its field where it cannot be begun
   */
  async run(action: OperationAction): Promise<string> {
    if (action.kind === 'run-image') return this.#runImage(action);
    const operation = await this.#exclusively(action.name, () => this.#beginWith(action));
    if (action.kind !== 'stop-builder') await this.#recovery.forget(action.name);
    return operation;
  }

  /** @throws SlipwayError */
  use(action: UseBuilder): Promise<void> {
    return makeCurrent(action, this.#parts);
  }

  /** Cancelling what has ended does nothing. */
  cancel(id: string): void {
    this.#operations.get(id)?.cancel();
  }

  /** Source of the topic `operation`. @throws SlipwayError `not-found` */
  open(id: string): {
    state(): TopicState<'operation'>;
    onChange(listener: (change: TopicChange<'operation'>) => void): () => void;
  } {
    const operation = this.#operations.get(id);
    if (operation) return operation.topic;
    throw new SlipwayError({ code: 'not-found', title: 'That operation is not known any more.' });
  }

  /** State volumes that a builder of this name would find on this endpoint. */
  existingState(name: string, endpoint: string): Promise<readonly StateVolume[]> {
    return existingState(name, endpoint, this.#parts.engines);
  }

  /** Slow: the Engine walks the files. Never fails; what cannot be measured is `unknown` with its reason. */
  async volumeSize(endpoint: string, volume: string): Promise<VolumeSize> {
    const { engines } = this.#parts;
    try {
      const engine = await engines.engineOf(endpoint === '' ? await engines.currentEndpoint() : endpoint);
      return await this.#sizes.sizeOf(engine, volume);
    } catch (error) {
      return { kind: 'unknown', reason: failureOf(error).title };
    }
  }

  /** Reads the journal and ends, behind, what an earlier run has left in it. A journal that cannot be read is a note. */
  recover(): Promise<void> {
    return this.#recovery.begin((builder) => {
      this.#busy.add(builder.toLowerCase());
      return () => this.#busy.delete(builder.toLowerCase());
    });
  }

  /** What was done about operations that did not end in an earlier run, and what is asked; waits until it is done. */
  recovered(): Promise<readonly RecoveryNote[]> {
    return this.#recovery.notes();
  }

  /**
   * Carries out what a person has decided about a removal that was asked about.
   *
   * @returns the operation that finishes it; undefined where nothing more is removed
   * @throws SlipwayError `not-found`, `conflict`
   */
  async settle(id: string, choice: 'finish' | 'keep'): Promise<string | undefined> {
    const entry = this.#recovery.entry(id);
    if (choice === 'keep') {
      await this.#recovery.keep(id);
      return undefined;
    }
    return this.#exclusively(entry.builder, async () => {
      const { builder, keepState } = entry;
      await refuseAnew(entry, this.#parts);
      await this.#recovery.handOver(id);
      return this.#begin(
        { kind: 'remove-builder', name: builder, keepState },
        id,
        builder,
        removeSteps(entry),
        (operation) => runRemove(entry, this.#parts, operation),
      );
    });
  }

  /** Stops programs that run here. What else goes on is left at its step and ended by the next start. */
  async close(): Promise<void> {
    this.#closing.abort();
    for (const operation of this.#operations.values()) if (operation.kind === 'run-image') operation.cancel();
    const waiting = new Promise<void>((resolve) => setTimeout(resolve, CLOSE_MS).unref());
    await Promise.race([Promise.all(this.#running), waiting]);
  }

  #beginWith(action: Exclude<OperationAction, RunImage>): Promise<string> {
    switch (action.kind) {
      case 'create-builder':
        return this.#create(action);
      case 'remove-builder':
        return this.#remove(action);
      case 'start-builder':
      case 'stop-builder':
        return this.#power(action);
    }
  }

  async #create(action: CreateBuilder): Promise<string> {
    const plan = planCreate(action, await gatherCreate(action, this.#parts));
    const entry: CreateEntry = {
      ...this.#entry(action.name),
      kind: 'create-builder',
      builder: action.name,
      node: plan.node,
      endpoint: plan.endpoint,
      container: plan.container,
      volume: plan.volume,
      keepsVolume: plan.keepsVolume,
      boot: plan.boot,
      useKey: plan.useKey,
      currentBefore: plan.currentBefore,
      instanceHash: plan.instanceHash,
    };
    return this.#begin(action, entry.id, action.name, plan.steps, (operation) =>
      runCreate(operation, plan, entry, this.#parts),
    );
  }

  async #remove(action: RemoveBuilder): Promise<string> {
    const plan = await gatherRemove(action.name, action.keepState, this.#parts);
    const stored = await this.#parts.store.read(plan.builder);
    const entry: RemoveEntry = {
      ...this.#entry(plan.builder),
      instanceHash: stored === undefined ? '' : hashOf(stored),
      kind: 'remove-builder',
      builder: plan.builder,
      keepState: plan.keepState,
      nodes: plan.nodes,
    };
    return this.#begin(action, entry.id, plan.builder, plan.steps, (operation) =>
      runRemove(entry, this.#parts, operation, plan.unreachable),
    );
  }

  async #power(action: StartBuilder | StopBuilder): Promise<string> {
    const nodes = await this.#parts.builders.describe(action.name);
    checkPower(nodes, action.name);
    const starts = action.kind === 'start-builder';
    const { id } = this.#entry(action.name);
    return this.#begin(action, id, action.name, starts ? planStart(nodes) : planStop(nodes), async (operation) => {
      await (starts ? runStart : runStop)(operation, nodes, this.#parts);
      return {};
    });
  }

  async #runImage(action: RunImage): Promise<string> {
    const { engines } = this.#parts;
    const endpoint = action.engine === '' ? await engines.currentEndpoint() : action.engine;
    await engines.engineOf(endpoint);
    const entry: RunImageEntry = { ...this.#entry(action.image), kind: 'run-image', endpoint, containerId: '' };
    return this.#begin(action, entry.id, action.image, RUN_STEPS, async (operation) => ({
      exitCode: await runImage(operation, action.image, entry, this.#parts),
    }));
  }

  #entry(subject: string): { version: 1; id: string; subject: string; startedAt: number; step: string } {
    return { version: 1, id: randomUUID(), subject, startedAt: microsNow(), step: 'begin' };
  }

  #begin(
    action: OperationAction,
    id: string,
    subject: string,
    steps: readonly PlannedStep[],
    run: (operation: Operation) => Promise<Outcome>,
  ): string {
    const operation = new Operation({ id, kind: action.kind, subject, steps });
    this.#forgetOld();
    this.#operations.set(id, operation);
    const mark = MARKS[action.kind];
    if (mark) {
      this.#busy.add(subject.toLowerCase());
      this.#parts.builders.markOperation(subject, { id, kind: mark });
    }
    const done = run(operation)
      .catch((error: unknown): Outcome => ({ error }))
      .then(({ error, leftovers = [], exitCode }) => {
        if (mark) {
          this.#busy.delete(subject.toLowerCase());
          this.#parts.builders.markOperation(subject, undefined);
        }
        const gaveUp = error !== undefined && operation.signal.aborted ? cancelled() : error;
        operation.end({ ...(gaveUp === undefined ? {} : { failure: failureOf(gaveUp) }), leftovers, exitCode });
      });
    this.#running.add(done);
    void done.finally(() => this.#running.delete(done));
    return id;
  }

  /** Plans while nobody else may begin something with the same builder. */
  async #exclusively(builder: string, begin: () => Promise<string>): Promise<string> {
    const key = builder.toLowerCase();
    if (this.#busy.has(key)) {
      throw new SlipwayError({
        code: 'conflict',
        title: `Something is being done to the builder ${builder} already.`,
        remedy: 'Wait until it has ended.',
      });
    }
    this.#busy.add(key);
    try {
      return await begin();
    } catch (error) {
      this.#busy.delete(key);
      throw error;
    }
  }

  #forgetOld(): void {
    const ended = [...this.#operations.values()].filter((operation) => !operation.running);
    for (const { id } of ended.slice(0, Math.max(0, ended.length - MOST_ENDED))) this.#operations.delete(id);
  }
}
