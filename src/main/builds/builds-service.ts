import { type Build, type DefaultPlatform, holdsImage, platformsOf } from '../../shared/actions/index.ts';
import {
  type BuildRequestFacts,
  type BuildSummary,
  type LogLine,
  type NodeItem,
  SlipwayError,
  type TopicChange,
  type TopicState,
} from '../../shared/contract/index.ts';
import type { BuildersService, NodeRef } from '../builders/index.ts';
import { type HistoryRecord, newBuildId } from '../buildkit/index.ts';
import type { BuilderStore, LocalState } from '../buildx/index.ts';
import type { BuildFollower } from './build-follower.ts';
import type { BuildNotes } from './build-notes.ts';
import { atStep, Followers } from './followers.ts';
import { HistoryWatch, type WatchedNode } from './history-watch.ts';
import { ignoreProblem } from './ignore-problem.ts';
import { checkOutputPlaces } from './output-places.ts';
import { findProjectFiles } from './project-files.ts';
import { RecordList } from './record-list.ts';
import { RecordWaiters } from './record-waiters.ts';
import { recordedEnd } from './recorded-end.ts';
import { policyPresent, refuseInvalid } from './refuse-build.ts';
import { requestFacts } from './request-facts.ts';
import { resolveSecrets } from './resolve-secrets.ts';
import { type RunDependencies, type RunEnd, runBuild } from './run-build.ts';
import { buildKey } from './summary.ts';

/** How long BuildKit may take to record the end of a build whose client is gone, in milliseconds. */
const RECORD_MS = 2000;

export interface BuildsOptions {
  readonly builders: BuildersService;
  readonly store: BuilderStore;
  readonly notes: BuildNotes;
  /** Folder for logs; emptied at the start of the app. */
  readonly spoolRoot: string;
  readonly defaultPlatform: DefaultPlatform | undefined;
  readonly run: Omit<RunDependencies, 'builders' | 'store'>;
}

/** Every build that is known: those that run, those that builders remember, and those that are started here. */
export class BuildsService {
  readonly #options: BuildsOptions;
  readonly #list: RecordList;
  readonly #watches = new Map<string, HistoryWatch>();
  readonly #followers: Followers;
  readonly #waiters = new RecordWaiters();
  /** Builds that run here, with what ends them and the promise of their end. */
  readonly #runs = new Map<string, { readonly controller: AbortController; readonly ended: Promise<void> }>();
  /** Nodes that have told their builds, or failed to, since they run. */
  readonly #told = new Set<string>();
  readonly #ends: (() => void)[] = [];
  /** The nodes that run, by key. */
  #running: ReadonlyMap<string, WatchedNode> = new Map();
  /** Under which builders each of them is known: several, where docker contexts lead to one Engine. */
  #names: ReadonlyMap<string, readonly NodeRef[]> = new Map();
  /** Those whose BuildKit has said who it is since it was started. */
  #answering: ReadonlySet<string> = new Set();
  #closed = false;

  constructor(options: BuildsOptions) {
    this.#options = options;
    this.#list = new RecordList((ref) => options.notes.get(ref) !== undefined);
    this.#followers = new Followers({
      builders: options.builders,
      notes: options.notes,
      list: this.#list,
      spoolRoot: options.spoolRoot,
      runsHere: (key) => this.#runs.has(key),
      refOf: (node) => this.#refOf(node),
      controlOf: (nodeKey) => this.#watches.get(nodeKey)?.control(),
    });
  }

  start(): void {
    const { builders } = this.#options;
    this.#ends.push(builders.onChange(() => this.#watchNodes()));
    this.#watchNodes();
  }

  get list(): {
    state(): TopicState<'builds'>;
    onChange(listener: (change: TopicChange<'builds'>) => void): () => void;
  } {
    return this.#list;
  }

  /**
   * Starts a build and returns its key; what follows is told by the topic `build`.
   *
   * @throws SlipwayError where it cannot start: unreadable folder, policy beside the Dockerfile, unknown builder, bad output or secret
   */
  async begin(action: Build): Promise<string> {
    const { builders, notes, defaultPlatform } = this.#options;
    const files = await findProjectFiles(action.context, action.dockerfile);
    if (files.policyFile !== undefined) throw policyPresent(files.policyFile, action);
    const ignored = await ignoreProblem(files);
    if (ignored !== undefined) throw new SlipwayError(ignored);
    const node = this.#nodeFor(action.builder);
    const known = { builders: Object.values(builders.state().items), ...(defaultPlatform && { defaultPlatform }) };
    refuseInvalid(action, known);
    const platforms = [...platformsOf(action, known)];
    await checkOutputPlaces(action);
    const secrets = await resolveSecrets(action, this.#options.run.environment);
    const ref = newBuildId();
    const request = requestFacts(action, files);
    const now = this.#options.run.now();
    const summary: BuildSummary = {
      key: buildKey(node.key, ref),
      ref,
      builder: node.builder,
      node: node.node,
      name: request.name,
      ...(action.target ? { target: action.target } : {}),
      platforms,
      status: 'running',
      startedAt: now,
      origin: 'slipway',
      counts: { total: 0, ended: 0, cached: 0, running: 0, failed: 0 },
      ...(action.outputs.some(holdsImage) && action.tags.length > 0 ? { result: action.tags.join(', ') } : {}),
      contextPath: files.context,
    };
    // Only a later session needs the file.
    await notes.save({ version: 1, nodeKey: node.key, ref, request: request.facts }).catch(() => {});
    const follower = this.#followers.make(summary, { request: request.facts, cancellable: true, reading: true });
    this.#list.setOwn(node, summary);
    const controller = new AbortController();
    const run = { action: { ...action, platforms }, files, secrets, ref, node, follower, signal: controller.signal };
    const ended = runBuild(run, { ...this.#options.run, builders, store: this.#options.store }).then((end) =>
      this.#ended(node, summary, follower, request.facts, end, controller.signal),
    );
    this.#runs.set(summary.key, { controller, ended });
    return summary.key;
  }

  async #ended(
    node: WatchedNode,
    summary: BuildSummary,
    follower: BuildFollower,
    request: BuildRequestFacts,
    told: RunEnd,
    signal: AbortSignal,
  ): Promise<void> {
    const { key, ref } = summary;
    const { end, outcome, failure, notices = [] } = await this.#asRecorded(node, key, told, signal);
    const unread = await follower.drain(end === 'done' ? 'recorded' : 'failed');
    await follower.settle(end);
    const shown = failure && (await atStep(failure, follower));
    this.#runs.delete(key);
    const ended: BuildSummary = {
      ...summary,
      status: end,
      completedAt: this.#options.run.now(),
      ...(failure === undefined ? {} : { errorHeadline: failure.failure.title }),
    };
    this.#list.setOwn(node, ended);
    follower.update({
      summary: this.#list.summary(key) ?? ended,
      cancellable: false,
      reading: false,
      ...(outcome === undefined ? {} : { outcome }),
      ...(shown === undefined ? {} : { failure: shown }),
      ...(notices.length === 0 ? {} : { notices }),
      // Where the build failed, that is told already.
      ...(unread === undefined || end !== 'done' ? {} : { unread }),
    });
    this.#followers.trim();
    void this.#followers.explainFurther(key, node, follower);
    // A note that cannot be kept costs the size of the image in a later session, nothing more.
    if (outcome)
      await this.#options.notes.save({ version: 1, nodeKey: node.key, ref, request, outcome }).catch(() => {});
  }

  /** An end that BuildKit could not tell, since the connection broke, is the one that it has recorded. */
  async #asRecorded(node: WatchedNode, key: string, told: RunEnd, signal: AbortSignal): Promise<RunEnd> {
    const { unheard, notices = [] } = told;
    if (unheard === undefined) return told;
    try {
      const known = this.#list.record(key)?.record;
      const record = known?.completedAt === undefined ? await this.#waiters.next(key, RECORD_MS, signal) : known;
      if (record === undefined) return told;
      const control = await this.#watches
        .get(node.key)
        ?.control()
        .catch(() => undefined);
      return (await recordedEnd(record, control, unheard, notices)) ?? told;
    } finally {
      await unheard.close();
    }
  }

  /** Builds that the end of this app would cancel. */
  runsHere(): readonly BuildSummary[] {
    return [...this.#runs.keys()].map((key) => this.#list.summary(key)).filter((summary) => summary !== undefined);
  }

  /** @throws SlipwayError `not-found` where this client does not hold the build */
  cancel(key: string): void {
    const run = this.#runs.get(key);
    if (run === undefined) {
      throw new SlipwayError({
        code: 'not-found',
        title: 'This build cannot be cancelled from here.',
        meaning: 'It has ended, or another program started it. Only the program that started a build can cancel it.',
        remedy: 'Cancel it where it was started, or stop its builder.',
      });
    }
    run.controller.abort();
  }

  /** The source of the topic `build`. @throws SlipwayError `not-found` */
  open(key: string): {
    state(): TopicState<'build'>;
    onChange(listener: (change: TopicChange<'build'>) => void): () => void;
  } {
    return this.#followers.source(key);
  }

  async log(
    key: string,
    step: string,
    from: number,
    count: number,
  ): Promise<{ lines: readonly LogLine[]; total: number }> {
    return this.#followers.of(key).log(step, from, count);
  }

  async logText(key: string, step: string): Promise<{ text: string; cut: boolean }> {
    return this.#followers.of(key).logText(step);
  }

  /** Cancels what runs here, ends every stream and removes every spool. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const end of this.#ends) end();
    const runs = [...this.#runs.values()];
    for (const { controller } of runs) controller.abort();
    for (const watch of this.#watches.values()) watch.close();
    this.#watches.clear();
    await this.#followers.close();
    await Promise.all(runs.map(({ ended }) => ended));
  }

  #nodeFor(builder: string): WatchedNode {
    const item = Object.values(this.#options.builders.state().items).find(
      ({ name }) => name.toLowerCase() === builder.toLowerCase(),
    );
    const node = item?.nodes[0];
    if (item === undefined || node === undefined) {
      throw new SlipwayError({
        code: 'not-found',
        title: `There is no builder named ${builder}.`,
        remedy: 'Choose another builder.',
        field: 'builder',
      });
    }
    return { key: node.key, builder: item.name, node: node.name, driver: item.driver };
  }

  /** One history stream for each node that runs; a node that stopped keeps its rows, a removed one loses them. */
  #watchNodes(): void {
    const { builders } = this.#options;
    const { head, items } = builders.state();
    if (!head.loaded) return;
    const known = new Map<string, NodeItem['status']>();
    const running = new Map<string, WatchedNode>();
    const names = new Map<string, NodeRef[]>();
    const answering = new Set<string>();
    for (const item of Object.values(items)) {
      for (const node of item.nodes) {
        if (known.get(node.key) !== 'running') known.set(node.key, node.status);
        if (node.status === 'running' && node.buildkitVersion !== undefined) answering.add(node.key);
        names.set(node.key, [...(names.get(node.key) ?? []), { builder: item.name, node: node.name }]);
        if (node.status === 'running' && !running.has(node.key)) {
          running.set(node.key, { key: node.key, builder: item.name, node: node.name, driver: item.driver });
        }
      }
    }
    this.#running = running;
    this.#names = names;
    for (const [key, watch] of this.#watches) {
      if (running.has(key)) continue;
      watch.close();
      this.#watches.delete(key);
      this.#told.delete(key);
      this.#list.clearFailure(key);
    }
    for (const key of this.#list.nodeKeys()) {
      const status = known.get(key);
      if (status === undefined || status === 'stopped' || status === 'inactive') this.#lose(this.#list.keysOf(key));
      if (status === undefined) this.#list.removeNode(key);
    }
    for (const [key, node] of running) if (!this.#watches.has(key)) this.#watches.set(key, this.#watch(node));
    for (const key of answering) if (!this.#answering.has(key)) this.#watches.get(key)?.nudge();
    this.#answering = answering;
    this.#tellLoaded();
  }

  #watch(node: WatchedNode): HistoryWatch {
    const { builders } = this.#options;
    return new HistoryWatch(node, () => builders.targetOf(this.#refOf(node)), {
      onRecord: (from, record) => this.#onRecord(from, record),
      onDeleted: (from, ref) => this.#list.remove(buildKey(from.key, ref)),
      onListed: (from, refs) => {
        // Also what ran when its BuildKit ended, and has come back so soon that nobody saw it stop.
        const unknown = this.#list.notAmong(from.key, refs);
        this.#lose(unknown);
        for (const key of unknown) this.#list.remove(key);
        this.#list.clearFailure(from.key);
        this.#tell(from.key);
      },
      onFailure: (from, failure) => {
        this.#list.setFailure(from.key, from.builder, failure);
        this.#tell(from.key);
      },
    });
  }

  /** A builder that has the node now: two contexts can lead to one Engine, and the one that led to it first may be gone. */
  #refOf(node: WatchedNode): { readonly builder: string; readonly node: string } {
    const { builder, node: name } = this.#running.get(node.key) ?? node;
    return { builder, node: name };
  }

  #tell(nodeKey: string): void {
    this.#told.add(nodeKey);
    this.#tellLoaded();
  }

  #tellLoaded(): void {
    const { head } = this.#options.builders.state();
    if (head.loaded && [...this.#watches.keys()].every((key) => this.#told.has(key))) this.#list.setLoaded();
  }

  /** Builds of other clients that ran on a node are over with it, and nothing more will be heard of them. */
  #lose(keys: readonly string[]): void {
    for (const key of this.#list.lose(keys)) this.#followers.lose(key);
  }

  async #onRecord(from: WatchedNode, record: HistoryRecord): Promise<void> {
    const key = buildKey(from.key, record.ref);
    // Its name comes from what the client noted, so that is read first: no row changes its name before one's eyes.
    const known = this.#list.record(key);
    const noted = known?.localState === undefined ? await this.#noted(known?.node ?? from, record.ref) : known;
    if (this.#closed) return;
    const node = noted?.node ?? from;
    this.#list.setRecord(node, record, noted?.localState);
    this.#waiters.tell(key, record);
    this.#followers.onRecord(key, record);
  }

  /** What a client noted of a build, under whichever of the node's names it was built. */
  async #noted(watched: WatchedNode, id: string): Promise<{ node: WatchedNode; localState: LocalState } | undefined> {
    for (const name of [watched, ...(this.#names.get(watched.key) ?? [])]) {
      const node = { ...watched, builder: name.builder, node: name.node };
      // Other clients choose their refs as they like; one that can be no file name has no such note.
      const localState = await this.#options.store.readRef({ ...name, id }).catch(() => undefined);
      if (localState !== undefined) return { node, localState };
    }
    return undefined;
  }
}
