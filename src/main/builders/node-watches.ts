import { isDeepStrictEqual } from 'node:util';
import type { EngineEvent } from '../engine/index.ts';
import type { DesiredBuilder, DesiredNode } from './desired.ts';
import type { EngineLink } from './engine-link.ts';
import type { EnginesService } from './engines-service.ts';
import { MemoryKills } from './memory-kills.ts';
import { optionFailureOf } from './node-options.ts';
import { LOADING, type NodeSnapshot } from './node-snapshot.ts';
import { NodeWatch, type WatchedNode } from './node-watch.ts';
import { concerns } from './route-event.ts';
import type { DriverKind } from './types.ts';

/** One watch for each node of each builder, told about the events of its Engine. */
export class NodeWatches {
  readonly #engines: EnginesService;
  readonly #onChange: () => void;
  readonly #watches = new Map<string, NodeWatch>();
  readonly #listening = new Map<EngineLink, () => void>();
  /** When nodes ran out of memory. */
  readonly memory = new MemoryKills();

  constructor(engines: EnginesService, onChange: () => void) {
    this.#engines = engines;
    this.#onChange = onChange;
  }

  /** Makes the watches exactly those of these builders. One whose way to its node stays the same is kept. */
  async follow(builders: readonly DesiredBuilder[]): Promise<void> {
    const nodes = await Promise.all(
      builders.flatMap((builder) => builder.nodes.map((node) => this.#watchedOf(builder, node))),
    );
    const wanted = new Map(nodes.map((watched) => [keyOf(watched.node), watched]));
    this.#listenTo(new Set(nodes.map(({ link }) => link).filter((link) => link !== undefined)));
    for (const [key, watch] of this.#watches) {
      if (wanted.has(key)) continue;
      watch.close();
      this.#watches.delete(key);
    }
    for (const [key, watched] of wanted) {
      const before = this.#watches.get(key);
      if (before && sameWay(before.watched, watched)) continue;
      before?.close();
      const kept = before?.watched.link === watched.link && !watched.failure ? before?.snapshot : undefined;
      this.#watches.set(key, new NodeWatch(watched, this.#onChange, kept));
    }
  }

  of(node: DesiredNode): { readonly driver: DriverKind | undefined; readonly snapshot: NodeSnapshot } {
    const watch = this.#watches.get(keyOf(node));
    return { driver: watch?.driver, snapshot: watch?.snapshot ?? LOADING };
  }

  async refresh(): Promise<void> {
    await Promise.all([...this.#watches.values()].map((watch) => watch.refresh()));
  }

  close(): void {
    for (const watch of this.#watches.values()) watch.close();
    for (const unlisten of this.#listening.values()) unlisten();
    this.#watches.clear();
    this.#listening.clear();
  }

  async #watchedOf(builder: DesiredBuilder, node: DesiredNode): Promise<WatchedNode> {
    const { driver } = builder;
    if (driver === 'remote' || driver === 'other') return { node, driver, link: undefined, failure: undefined };
    const found = await this.#engines.linkOf(node.node.endpoint);
    const link = 'link' in found ? found.link : undefined;
    const failure = 'failure' in found ? found.failure : optionFailureOf(node.node);
    return { node, driver, link, failure };
  }

  #listenTo(links: ReadonlySet<EngineLink>): void {
    for (const [link, unlisten] of this.#listening) {
      if (links.has(link)) continue;
      unlisten();
      this.#listening.delete(link);
    }
    for (const link of links) {
      if (this.#listening.has(link)) continue;
      const unlisten = link.listen({
        onState: () => {},
        onSignal: (signal) => {
          if (signal.kind === 'event') this.#route(link, signal.event);
        },
      });
      this.#listening.set(link, unlisten);
    }
    this.#engines.followForNodes(links);
  }

  #route(link: EngineLink, event: EngineEvent): void {
    this.memory.hear(link.engine, event);
    for (const watch of this.#watches.values()) {
      const { watched, snapshot } = watch;
      if (watched.link === link && concerns(event, watched.node.node.name, snapshot)) watch.ask();
    }
  }
}

function keyOf({ builder, implicit, node }: DesiredNode): string {
  return `${implicit ? 'context' : 'stored'}/${builder}/${node.name}`;
}

function sameWay(a: WatchedNode, b: WatchedNode): boolean {
  return (
    a.link === b.link &&
    a.driver === b.driver &&
    a.node.container === b.node.container &&
    isDeepStrictEqual(a.failure, b.failure) &&
    // A remote node is dialled by its own settings.
    (b.driver !== 'remote' || isDeepStrictEqual(a.node.node, b.node.node))
  );
}
