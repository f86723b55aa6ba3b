import {
  type BuildFailure,
  type BuildSummary,
  failureOf,
  SlipwayError,
  type TopicChange,
  type TopicState,
} from '../../shared/contract/index.ts';
import type { BuildersService, NodeRef } from '../builders/index.ts';
import type { ControlClient, HistoryRecord } from '../buildkit/index.ts';
import { BuildFollower, type FollowerFacts } from './build-follower.ts';
import type { BuildNotes } from './build-notes.ts';
import { asOutOfMemory, KILLED, withLastWords } from './explain-step.ts';
import type { WatchedNode } from './history-watch.ts';
import { withImagesHere } from './images-here.ts';
import { outcomeOfRecord } from './outcome.ts';
import { recordFailure } from './record-failure.ts';
import type { RecordList } from './record-list.ts';

/** Builds of other clients that are followed without being looked at, so that the lists can show their steps. */
const MOST_FOLLOWED = 16;
/** Ended builds whose spool is kept although nobody watches them. */
const MOST_IDLE = 6;
/** How long the Engine may take to say that a step was killed for want of memory, in milliseconds. */
const MEMORY_WORD_MS = 3000;
/** Lines at the end of a failed step's log in which its reason is looked for. */
const LAST_LINES = 20;

export interface FollowersOptions {
  readonly builders: Pick<BuildersService, 'open' | 'file' | 'ranOutOfMemory'>;
  readonly notes: Pick<BuildNotes, 'get'>;
  readonly list: RecordList;
  readonly spoolRoot: string;
  /** True for a build that runs here, whose end is told by its run. */
  readonly runsHere: (key: string) => boolean;
  /** A builder that has the node now. */
  readonly refOf: (node: WatchedNode) => NodeRef;
  /** A connection to the BuildKit of a node that is watched; undefined where there is none. */
  readonly controlOf: (nodeKey: string) => Promise<ControlClient> | undefined;
}

/** The builds that are followed: those that are looked at, those that run, and the last few that ended. */
export class Followers {
  readonly #options: FollowersOptions;
  readonly #followers = new Map<string, BuildFollower>();
  readonly #completed = new WeakSet<BuildFollower>();
  /** Whether the node of a build that others run could be opened. */
  readonly #opening = new WeakMap<BuildFollower, Promise<boolean>>();

  constructor(options: FollowersOptions) {
    this.#options = options;
  }

  /** The follower of a build that is in the list, made if there is none. @throws SlipwayError `not-found` */
  of(key: string): BuildFollower {
    const follower = this.#followers.get(key) ?? this.#follow(key);
    if (follower === undefined) throw unknownBuild();
    return follower;
  }

  /** The source of the topic `build`. @throws SlipwayError `not-found` */
  source(key: string): {
    state(): TopicState<'build'>;
    onChange(listener: (change: TopicChange<'build'>) => void): () => void;
  } {
    this.#dropUnread(key);
    const follower = this.of(key);
    return {
      state: () => follower.state(),
      onChange: (listener) => {
        const end = follower.onChange(listener);
        return () => {
          end();
          this.trim();
        };
      },
    };
  }

  make(summary: BuildSummary, facts: Omit<FollowerFacts, 'summary'>): BuildFollower {
    const follower = new BuildFollower({
      facts: { summary, ...facts },
      spoolRoot: this.#options.spoolRoot,
      onView: (view) => {
        const { list } = this.#options;
        list.setView(summary.key, view);
        // The daemon's clock is known once the stream is open.
        const now = list.summary(summary.key);
        if (now !== undefined && now.startedAt !== follower.facts.summary.startedAt) follower.update({ summary: now });
      },
    });
    this.#followers.set(summary.key, follower);
    this.trim();
    return follower;
  }

  /** A record of a build has come: one that runs is followed, and how one ended is told. */
  onRecord(key: string, record: HistoryRecord): void {
    const follower = this.#followers.get(key);
    if (record.completedAt === undefined) {
      if (follower === undefined && this.#followers.size < MOST_FOLLOWED) this.#tryToFollow(key);
      return;
    }
    if (follower !== undefined && !this.#options.runsHere(key)) void this.#complete(key, follower, record);
  }

  /** A build of another client is over with its node, and nothing more will be heard of it. */
  lose(key: string): void {
    const follower = this.#followers.get(key);
    const summary = this.#options.list.summary(key);
    if (follower === undefined || summary === undefined) return;
    const title = summary.errorHeadline ?? 'The build has ended.';
    follower.update({ summary, failure: { failure: { code: 'build-failed', title } } });
    void (this.#opening.get(follower) ?? Promise.resolve())
      .then(() => follower.drain('failed'))
      .then(() => follower.settle('failed'))
      .then(() => follower.update({ reading: false }));
  }

  /** After the failure has been told, since others are asked: says more of it where more can be found out. */
  async explainFurther(key: string, node: WatchedNode, follower: BuildFollower): Promise<void> {
    await this.#addLastWords(follower);
    await Promise.all([this.#addMemory(key, node, follower), this.#addImagesHere(node, follower)]);
  }

  async #addLastWords(follower: BuildFollower): Promise<void> {
    const { failure } = follower.facts;
    const { step, exitCode } = failure ?? {};
    if (failure === undefined || step === undefined || exitCode === undefined) return;
    try {
      const { total } = await follower.log(step, 0, 0);
      const { lines } = await follower.log(step, Math.max(0, total - LAST_LINES), LAST_LINES);
      const helped = withLastWords(
        failure,
        lines.map(({ text }) => text),
      );
      if (helped !== failure) follower.update({ failure: helped });
    } catch {
      // The view is gone, and with it whoever would read this.
    }
  }

  async #addMemory(key: string, { builder, node }: WatchedNode, follower: BuildFollower): Promise<void> {
    const { builders, list } = this.#options;
    if (follower.facts.failure?.exitCode !== KILLED) return;
    const began = list.summary(key)?.startedAt ?? follower.facts.summary.startedAt;
    if (!(await builders.ranOutOfMemory({ builder, node }, began, MEMORY_WORD_MS))) return;
    const { failure } = follower.facts;
    if (failure === undefined) return;
    const explained = asOutOfMemory(failure);
    follower.update({ failure: explained });
    list.setHeadline(key, explained.failure.title);
  }

  /** A mirror may take its time to answer. */
  async #addImagesHere({ builder, node }: WatchedNode, follower: BuildFollower): Promise<void> {
    const { failure } = follower.facts;
    if (failure === undefined) return;
    const file = () => this.#options.builders.file({ builder, node }, 'buildkitd.toml');
    const helped = await withImagesHere(failure, () =>
      file().then(
        ({ text }) => text,
        () => undefined,
      ),
    );
    if (helped !== failure) follower.update({ failure: helped });
  }

  /** Closes ended builds that nobody watches, the oldest first, until few are left. */
  trim(): void {
    const idle = [...this.#followers].filter(
      ([key, follower]) =>
        follower.watchers === 0 &&
        !this.#options.runsHere(key) &&
        this.#options.list.summary(key)?.status !== 'running',
    );
    for (const [key, follower] of idle.slice(0, Math.max(0, idle.length - MOST_IDLE))) {
      this.#followers.delete(key);
      void follower.close();
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#followers.values()].map((follower) => follower.close()));
    this.#followers.clear();
  }

  /** A build that could not be read is read anew when it is opened again, if nobody else looks at it. */
  #dropUnread(key: string): void {
    const follower = this.#followers.get(key);
    if (follower?.facts.unread === undefined || follower.watchers > 0 || this.#options.runsHere(key)) return;
    this.#followers.delete(key);
    void follower.close();
  }

  /** Nobody has asked for it: where it cannot be done, it is not, and whoever opens the build is told why. */
  #tryToFollow(key: string): void {
    try {
      this.#follow(key);
    } catch {
      // Its log has no place.
    }
  }

  /** Follows a build that is in the list. Undefined where it is not. @throws SlipwayError `data-unwritable` */
  #follow(key: string): BuildFollower | undefined {
    const { builders, list, notes, refOf } = this.#options;
    const row = list.record(key);
    const summary = list.summary(key);
    if (row === undefined || summary === undefined) return undefined;
    const note = notes.get(summary.ref);
    const follower = this.make(summary, {
      cancellable: false,
      reading: true,
      ...(note === undefined ? {} : { request: note.request }),
    });
    const { node, record } = row;
    const opening = builders.open(refOf(node)).then(
      ({ target }) => {
        follower.follow(target, summary.ref);
        return true;
      },
      (error: unknown) => {
        follower.update({ reading: false, unread: failureOf(error) });
        return false;
      },
    );
    this.#opening.set(follower, opening);
    if (record?.completedAt !== undefined) void this.#complete(key, follower, record);
    return follower;
  }

  /** A build of another client has ended: say how, and settle its steps once its stream is at the end. */
  async #complete(key: string, follower: BuildFollower, record: HistoryRecord): Promise<void> {
    const { list, notes } = this.#options;
    const row = list.record(key);
    const summary = list.summary(key);
    if (summary === undefined || summary.status === 'running') return;
    follower.update({ summary });
    // A record is sent again when its trace is there; how the build ended is known by then.
    if (this.#completed.has(follower)) return;
    this.#completed.add(follower);
    const outcome = notes.get(record.ref)?.outcome ?? outcomeOfRecord(record);
    if (outcome !== undefined) follower.update({ outcome });
    const failure = summary.status === 'failed' ? await this.#failureOf(key, record) : undefined;
    if (failure !== undefined) follower.update({ failure });
    if ((await this.#opening.get(follower)) === false) return;
    const unread = await follower.drain('recorded');
    await follower.settle(summary.status);
    follower.update({
      reading: false,
      ...(unread && { unread }),
      ...(failure && { failure: await atStep(failure, follower) }),
    });
    if (row !== undefined) await this.explainFurther(key, row.node, follower);
  }

  async #failureOf(key: string, record: HistoryRecord): Promise<BuildFailure | undefined> {
    const row = this.#options.list.record(key);
    const control = row && this.#options.controlOf(row.node.key);
    return recordFailure(record, await control?.catch(() => undefined));
  }
}

/** BuildKit names the vertex that failed; the graph may show it within a group. */
export async function atStep(failure: BuildFailure, follower: BuildFollower): Promise<BuildFailure> {
  if (failure.step === undefined) return failure;
  // The step is a help, no more: a view that is gone has none.
  return { ...failure, step: await follower.stepOf(failure.step).catch(() => failure.step as string) };
}

function unknownBuild(): SlipwayError {
  return new SlipwayError({
    code: 'not-found',
    title: 'This build is not known.',
    meaning: 'Its builder was removed, or it has forgotten the build.',
  });
}
