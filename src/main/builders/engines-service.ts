import {
  type EngineItem,
  type EngineNetwork,
  type Failure,
  failureOf,
  SlipwayError,
  type TopicChange,
  type TopicState,
} from '../../shared/contract/index.ts';
import {
  type ContextList,
  connectEngine,
  type DockerContext,
  type DockerEnvironment,
  dockerConfigDir,
  type Engine,
  type EngineAddress,
  listContexts,
  type Reach,
  reachOf,
} from '../engine/index.ts';
import { contextPaths } from './context-paths.ts';
import { engineItemOf } from './engine-item.ts';
import { EngineLink } from './engine-link.ts';
import { Runner } from './runner.ts';
import { TopicStore } from './topic-store.ts';
import { watchPaths } from './watch-paths.ts';
import { withinTime } from './within-time.ts';

const RELOAD_DELAY_MS = 20;
const NETWORKS_MS = 10_000;

/**
 * Each docker context's Engine, followed by its events and tried again by itself. Source of the topic `engines`.
 * Two contexts with one address share one link.
 */
export class EnginesService {
  readonly #environment: DockerEnvironment;
  readonly #topic = new TopicStore<'engines'>({ current: '', chosenBy: '', problems: [], settled: false });
  readonly #links = new Map<string, EngineLink>();
  readonly #contextListeners = new Set<(contexts: ContextList) => void>();
  readonly #ending = new AbortController();
  readonly #reload: Runner;
  /** Links that the builders' nodes use, beside those of the contexts. */
  #nodeLinks = new Set<EngineLink>();
  #contexts: ContextList | undefined;
  #first: Promise<void> | undefined;

  constructor({ environment }: { readonly environment: DockerEnvironment }) {
    this.#environment = environment;
    this.#reload = new Runner(() => this.#load(), RELOAD_DELAY_MS);
  }

  start(): void {
    this.#first ??= this.#reload.now();
    const dir = dockerConfigDir(this.#environment);
    watchPaths(
      () => contextPaths(dir),
      () => this.#reload.ask(),
      { signal: this.#ending.signal },
    );
  }

  state(): TopicState<'engines'> {
    return this.#topic.state();
  }

  onChange(listener: (change: TopicChange<'engines'>) => void): () => void {
    return this.#topic.onChange(listener);
  }

  /** As read last; waits for the first reading. */
  async contexts(): Promise<ContextList> {
    this.#first ??= this.#reload.now();
    await this.#first;
    return this.#contexts ?? listContexts(this.#environment);
  }

  /** Told after each reading that found another list or another current context. */
  onContexts(listener: (contexts: ContextList) => void): () => void {
    this.#contextListeners.add(listener);
    return () => this.#contextListeners.delete(listener);
  }

  /** Reads the contexts anew, whatever the watchers say. */
  reload(): Promise<void> {
    return this.#reload.now();
  }

  /** How to reach what a node's Endpoint names, with the link that follows it. */
  async linkOf(endpoint: string): Promise<{ readonly link: EngineLink } | { readonly failure: Failure }> {
    const reach = await this.#reach(endpoint);
    return reach.kind === 'broken' ? { failure: reach.failure } : { link: this.#linkTo(reach.address) };
  }

  /** @throws SlipwayError where the endpoint names no reachable address */
  async engineOf(endpoint: string): Promise<Engine> {
    const found = await this.linkOf(endpoint);
    if ('failure' in found) throw new SlipwayError(found.failure);
    return found.link.engine;
  }

  /** Follows these links too, and no more those that neither a context nor a node uses. */
  followForNodes(links: ReadonlySet<EngineLink>): void {
    // A reading that was under way at the end would open a stream that nobody closes.
    if (this.#ending.signal.aborted) return;
    this.#nodeLinks = new Set(links);
    for (const link of links) link.start();
    this.#tidy();
  }

  /** Tries again now; without a context, all of them. */
  retry(context?: string): void {
    const all = this.#contexts?.contexts ?? [];
    const chosen = context === undefined ? all : all.filter(({ name }) => name === context);
    const links = new Set(chosen.map((one) => this.#linkOfContext(one)).filter((link) => link !== undefined));
    if (context === undefined) for (const link of this.#nodeLinks) links.add(link);
    for (const link of links) link.retry();
    this.#reload.ask();
  }

  async networks(endpoint: string): Promise<readonly EngineNetwork[]> {
    const engine = await this.engineOf(endpoint === '' ? await this.currentEndpoint() : endpoint);
    const networks = await withinTime(NETWORKS_MS, engine, (signal) => engine.networks.list({ signal }));
    return networks.map(({ name, driver, scope, internal, subnets }) => ({ name, driver, scope, internal, subnets }));
  }

  /** What buildx calls the current endpoint: the context's name, for `default` its host URL. */
  async currentEndpoint(): Promise<string> {
    const { contexts, current } = await this.contexts();
    return contexts.find(({ name }) => name === current.name)?.endpoint ?? current.name;
  }

  close(): void {
    this.#ending.abort();
    this.#reload.close();
    for (const link of this.#links.values()) {
      link.stop();
      link.engine.close();
    }
    this.#links.clear();
  }

  async #load(): Promise<void> {
    if (this.#ending.signal.aborted) return;
    try {
      const contexts = await listContexts(this.#environment);
      if (this.#ending.signal.aborted) return;
      this.#contexts = contexts;
      for (const context of contexts.contexts) this.#linkOfContext(context)?.start();
      this.#tidy();
      for (const listener of this.#contextListeners) listener(contexts);
    } catch (error) {
      this.#topic.setHead({ ...this.#topic.state().head, failure: failureOf(error), settled: true });
      return;
    }
    this.#show();
  }

  #show(): void {
    const contexts = this.#contexts;
    if (!contexts) return;
    const items: Record<string, EngineItem> = {};
    for (const context of contexts.contexts) {
      const item = engineItemOf(context, this.#linkOfContext(context)?.state);
      const before = this.#topic.state().items[context.name];
      // A broken context has no time of its own: the first one stays while nothing else changes.
      items[context.name] =
        context.reach.kind === 'broken' && before?.state.kind === 'down' && item.state.kind === 'down'
          ? { ...item, state: { ...item.state, triedAt: before.state.triedAt } }
          : item;
    }
    const { current, problems } = contexts;
    this.#topic.replace(
      {
        current: current.name,
        chosenBy: current.because === 'config' ? 'config.json' : current.because,
        ...(current.failure ? { failure: current.failure } : {}),
        problems: problems
          .filter(({ path }) => !current.failure?.meaning?.includes(path))
          .map(({ path, failure }) => ({ file: path, failure })),
        settled: Object.values(items).every(({ state }) => state.kind !== 'connecting'),
      },
      items,
    );
  }

  async #reach(endpoint: string): Promise<Reach> {
    const { contexts } = await this.contexts();
    const context = contexts.find(({ name }) => name === endpoint) ?? contexts.find((one) => one.endpoint === endpoint);
    return context ? context.reach : reachOf(this.#environment, endpoint);
  }

  #linkOfContext(context: DockerContext): EngineLink | undefined {
    return context.reach.kind === 'address' ? this.#linkTo(context.reach.address) : undefined;
  }

  #linkTo(address: EngineAddress): EngineLink {
    const key = JSON.stringify(address);
    const known = this.#links.get(key);
    if (known) return known;
    const link = new EngineLink(connectEngine(address, this.#environment), this.#environment);
    link.listen({ onState: () => this.#show(), onSignal: () => {} });
    this.#links.set(key, link);
    return link;
  }

  /** Stops following what nobody names any more; its client stays, since an operation may still use it. */
  #tidy(): void {
    const used = new Set(this.#nodeLinks);
    for (const context of this.#contexts?.contexts ?? []) {
      const link = this.#linkOfContext(context);
      if (link) used.add(link);
    }
    for (const link of this.#links.values()) if (!used.has(link)) link.stop();
  }
}
