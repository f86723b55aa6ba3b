import type { NodeItem, TopicChange, TopicState, UsageSample } from '../../shared/contract/index.ts';
import type { BuildersService } from './builders-service.ts';
import type { EnginesService } from './engines-service.ts';
import { TopicStore } from './topic-store.ts';

/** Samples kept for a node: a minute. */
const MOST_SAMPLES = 60;

interface Stream {
  readonly container: string;
  readonly controller: AbortController;
}

/**
 * CPU and memory of the running container nodes, measured only while somebody listens. Source of the topic `usage`.
 * A node's samples go when it stops or nobody listens any more: a gap drawn as a line would lie.
 */
export class UsageService {
  readonly #builders: BuildersService;
  readonly #engines: EnginesService;
  readonly #topic = new TopicStore<'usage'>(null);
  readonly #streams = new Map<string, Stream>();
  #listeners = 0;
  #unfollow: (() => void) | undefined;

  constructor(options: { readonly builders: BuildersService; readonly engines: EnginesService }) {
    this.#builders = options.builders;
    this.#engines = options.engines;
  }

  state(): TopicState<'usage'> {
    return this.#topic.state();
  }

  onChange(listener: (change: TopicChange<'usage'>) => void): () => void {
    const unlisten = this.#topic.onChange(listener);
    this.#listeners += 1;
    if (this.#listeners === 1) {
      this.#unfollow = this.#builders.onChange(() => this.#arrange());
      this.#arrange();
    }
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      unlisten();
      this.#listeners -= 1;
      if (this.#listeners === 0) this.close();
    };
  }

  close(): void {
    this.#unfollow?.();
    this.#unfollow = undefined;
    for (const key of [...this.#streams.keys()]) this.#end(key);
  }

  #arrange(): void {
    const running = new Map<string, NodeItem>();
    for (const { nodes } of Object.values(this.#builders.state().items)) {
      for (const node of nodes) if (node.status === 'running' && node.container) running.set(node.key, node);
    }
    for (const [key, { container }] of this.#streams) {
      if (running.get(key)?.container?.id !== container) this.#end(key);
    }
    for (const [key, node] of running) if (!this.#streams.has(key)) void this.#measure(key, node);
  }

  async #measure(key: string, { endpoint, container }: NodeItem): Promise<void> {
    if (!container) return;
    const controller = new AbortController();
    const stream = { container: container.id, controller };
    this.#streams.set(key, stream);
    try {
      const engine = await this.#engines.engineOf(endpoint);
      const { signal } = controller;
      for await (const { at, cores, memory } of engine.containers.stats(container.id, { signal })) {
        if (signal.aborted) return;
        if (memory !== undefined) this.#add(key, { time: at, memory, ...(cores === undefined ? {} : { cpu: cores }) });
      }
    } catch {
      // The builders' own watch tells what became of the node.
    } finally {
      if (this.#streams.get(key) === stream) this.#end(key);
    }
  }

  #add(key: string, sample: UsageSample): void {
    const before = this.#topic.state().items[key]?.samples ?? [];
    this.#topic.setItem(key, { samples: [...before, sample].slice(-MOST_SAMPLES) });
  }

  #end(key: string): void {
    this.#streams.get(key)?.controller.abort();
    this.#streams.delete(key);
    this.#topic.removeItem(key);
  }
}
