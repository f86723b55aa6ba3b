import {
  type BuilderItem,
  failureOf,
  type NodeFile,
  type SlipwayError,
  type TopicChange,
  type TopicState,
} from '../../shared/contract/index.ts';
import type { DialTarget } from '../buildkit/index.ts';
import { type BuilderStore, type InstanceList, suggestName } from '../buildx/index.ts';
import type { ContextList, DockerEnvironment } from '../engine/index.ts';
import { builderItemOf, inListOrder, nodeItemOf } from './builder-item.ts';
import { type DesiredBuilder, desiredBuilders } from './desired.ts';
import type { EnginesService } from './engines-service.ts';
import { isNotFound, noSuchBuilder } from './failures.ts';
import { NodeAccess, targetOfNode } from './node-access.ts';
import { NodeControl } from './node-control.ts';
import { fateOfContainer, type NodeFate } from './node-fate.ts';
import { nodeFileOf } from './node-file.ts';
import { NodeWatches } from './node-watches.ts';
import { readProxyConfig } from './proxy-config.ts';
import { Runner } from './runner.ts';
import { readSelection, type Selection } from './selection.ts';
import { TopicStore } from './topic-store.ts';
import type { BootReport, BuilderOperation, NodeRef, OpenNode, ResolvedNode } from './types.ts';

const RELOAD_DELAY_MS = 20;
/** Node changes within this time are shown together, in milliseconds. */
const SHOW_DELAY_MS = 15;

/** What store and contexts say, read together. */
interface Known {
  readonly stored: InstanceList;
  readonly contexts: ContextList;
  readonly builders: readonly DesiredBuilder[];
  readonly selection: Selection;
  readonly proxy: Readonly<Record<string, string>>;
}

interface Signal {
  readonly signal?: AbortSignal | undefined;
}

/**
 * All builders, kept true by events: the store's folder, the contexts', and those of each Engine. Nothing here starts a
 * container but `boot` and `ensureRunning`. Source of the topic `builders`.
 */
export class BuildersService {
  readonly #environment: DockerEnvironment;
  readonly #store: BuilderStore;
  readonly #engines: EnginesService;
  readonly #access: NodeAccess;
  readonly #control: NodeControl;
  readonly #topic = new TopicStore<'builders'>({ currentContext: '', loaded: false, problems: [] });
  readonly #watches: NodeWatches;
  readonly #reload = new Runner(() => this.#load(), RELOAD_DELAY_MS);
  readonly #showing = new Runner(async () => this.#show(), SHOW_DELAY_MS);
  readonly #operations = new Map<string, BuilderOperation>();
  readonly #ending = new AbortController();
  #known: Known | undefined;

  constructor(options: {
    readonly environment: DockerEnvironment;
    readonly store: BuilderStore;
    readonly engines: EnginesService;
  }) {
    this.#environment = options.environment;
    this.#store = options.store;
    this.#engines = options.engines;
    this.#access = new NodeAccess(options.store, options.engines);
    this.#control = new NodeControl(this.#access, options.environment);
    this.#watches = new NodeWatches(options.engines, () => this.#showing.ask());
  }

  start(): void {
    const { signal } = this.#ending;
    this.#store.watch(() => this.#reload.ask(), { signal });
    const unlisten = this.#engines.onContexts(() => this.#reload.ask());
    signal.addEventListener('abort', unlisten);
    void this.#reload.now();
  }

  state(): TopicState<'builders'> {
    return this.#topic.state();
  }

  onChange(listener: (change: TopicChange<'builders'>) => void): () => void {
    return this.#topic.onChange(listener);
  }

  /** Reads store, contexts and every node anew; resolves when all have answered or failed. */
  async refresh(): Promise<void> {
    await this.#engines.reload();
    await this.#reload.now();
    await this.#watches.refresh();
    this.#show();
  }

  /** A name that neither a builder nor a context has. */
  suggestName(): string {
    const names = new Set(Object.keys(this.#topic.state().items).map((name) => name.toLowerCase()));
    return suggestName((name) => names.has(name));
  }

  /** Text of a node's file; without it where it is a private key. @throws SlipwayError `not-found` */
  async file(ref: NodeRef, path: string): Promise<NodeFile> {
    const stored = await this.#store.read(ref.builder);
    const bytes = stored?.nodes.find(({ name }) => name === ref.node)?.files?.[path];
    if (!bytes) throw noSuchBuilder(`${ref.builder} with a file ${path}`);
    return nodeFileOf(path, bytes);
  }

  /** All nodes of a builder as stored now. @throws SlipwayError `not-found` */
  resolve(builder: string): Promise<readonly ResolvedNode[]> {
    return this.#access.resolve(builder);
  }

  /** The same without asking any Engine: also for builders whose endpoints name nothing any more. */
  describe(builder: string): Promise<readonly Omit<ResolvedNode, 'driver' | 'engine'>[]> {
    return this.#access.describe(builder);
  }

  /** How to dial a node; nothing is asked of it. @throws SlipwayError `not-found`, `unsupported` */
  async targetOf(ref: NodeRef): Promise<DialTarget> {
    return targetOfNode(await this.#access.node(ref));
  }

  /**
   * A node ready to be dialled, as buildx 0.37.1 opens one: inspected first; one that started less than 20 s ago is
   * waited for. Never boots. @throws SlipwayError `builder-not-running`
   */
  open(ref: NodeRef, options: Signal = {}): Promise<OpenNode> {
    return this.#control.open(ref, options);
  }

  /** Opens a node, booting it first when it does not run. */
  async ensureRunning(ref: NodeRef, report: BootReport, options: Signal = {}): Promise<OpenNode> {
    return this.#control.ensureRunning(ref, report, options);
  }

  /** Boots a node; nothing but waiting happens if it runs. Who calls at the same time shares one boot. */
  async boot(ref: NodeRef, report: BootReport, options: Signal = {}): Promise<void> {
    await this.#control.boot(ref, report, options);
  }

  /**
   * Ends the boots of a builder, whoever waits for them, and lets none begin until what comes back is called.
   *
   * @param reason what those are told who wait or ask
   */
  barBoots(builder: string, reason: SlipwayError): Promise<() => void> {
    return this.#control.barBoots(builder, reason);
  }

  /**
   * What became of a node to which the connection was lost. Undefined where nobody can tell, since it has no container.
   *
   * @param run that of its `OpenNode`
   */
  async fateOf(ref: NodeRef, run: string | undefined): Promise<NodeFate | undefined> {
    try {
      const { engine, container } = await this.#access.node(ref);
      if (engine === undefined || container === undefined || run === undefined) return undefined;
      return await fateOfContainer(engine, container, run);
    } catch (error) {
      return isNotFound(error) ? { kind: 'removed' } : undefined;
    }
  }

  /**
   * Whether the kernel has killed something on a node for want of memory at or after `since`, by the Engine's word, which
   * may come within `ms`.
   *
   * @param since µs, the Engine's clock
   */
  async ranOutOfMemory(ref: NodeRef, since: number, ms: number): Promise<boolean> {
    const node = await this.#access.node(ref).catch(() => undefined);
    if (node?.engine === undefined || node.container === undefined) return false;
    return this.#watches.memory.wait(node.engine, node.container, since, ms);
  }

  stop(ref: NodeRef, options: Signal = {}): Promise<void> {
    return this.#control.stop(ref, options);
  }

  /** Shows what is being done to a builder on its row. */
  markOperation(builder: string, operation: BuilderOperation | undefined): void {
    const key = builder.toLowerCase();
    if (operation) this.#operations.set(key, operation);
    else this.#operations.delete(key);
    this.#showing.ask();
  }

  close(): void {
    this.#ending.abort();
    this.#reload.close();
    this.#showing.close();
    this.#watches.close();
    this.#control.close();
  }

  async #load(): Promise<void> {
    if (this.#ending.signal.aborted) return;
    try {
      const [stored, contexts] = await Promise.all([this.#store.list(), this.#engines.contexts()]);
      const activity = await this.#implicitActivity(contexts);
      const builders = desiredBuilders(stored, contexts, activity);
      const host = contexts.contexts.find(({ name }) => name === contexts.current.name)?.host ?? '';
      const [selection, proxy] = await Promise.all([
        readSelection(this.#store, contexts, builders, this.#environment),
        readProxyConfig(this.#environment, host),
      ]);
      await this.#watches.follow(builders);
      this.#known = { stored, contexts, builders, selection, proxy };
    } catch (error) {
      const head = this.#topic.state().head;
      this.#topic.setHead({ ...head, loaded: true, failure: failureOf(error) });
      return;
    }
    this.#show();
  }

  /** Only builders with a file are listed with their activity. */
  async #implicitActivity({ contexts }: ContextList): Promise<ReadonlyMap<string, number>> {
    const found = await Promise.all(
      contexts.map(async ({ name }) => [name, await this.#store.lastActivity(name)] as const),
    );
    return new Map(found.flatMap(([name, at]) => (at === undefined ? [] : [[name, at]])));
  }

  #show(): void {
    if (!this.#known || this.#ending.signal.aborted) return;
    const { stored, contexts, builders, selection } = this.#known;
    const items = inListOrder(builders.map((builder) => this.#itemOf(builder, selection)));
    this.#topic.replace(
      {
        ...(selection.used === undefined ? {} : { current: selection.used }),
        currentContext: contexts.current.name,
        loaded: true,
        problems: stored.problems.map(({ path, failure }) => ({
          file: path,
          reason: [failure.title, failure.meaning, failure.remedy].filter((text) => text !== undefined).join(' '),
        })),
      },
      Object.fromEntries(items.map((item) => [item.name, item])),
    );
  }

  #itemOf(builder: DesiredBuilder, selection: Selection): BuilderItem {
    const { name, implicit, lastActivity } = builder;
    const proxy = this.#known?.proxy ?? {};
    const watches = builder.nodes.map((node) => ({ node, ...this.#watches.of(node) }));
    return builderItemOf({
      name,
      driver: builder.driverName || (watches[0]?.driver ?? ''),
      implicit,
      current: selection.marked === name,
      currentFor: selection.contexts.get(name) ?? [],
      lastActivity,
      nodes: watches.map(({ node, driver, snapshot }) => nodeItemOf(node, driver, snapshot, proxy)),
      operation: this.#operations.get(name.toLowerCase()),
    });
  }
}
