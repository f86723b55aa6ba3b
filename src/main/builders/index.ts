/** What exists: Engines, builders and their nodes, kept true by events; and starting and stopping a node. */
import type { EngineNetwork, NodeFile, TopicChange, TopicState } from '../../shared/contract/index.ts';
import type { DialTarget } from '../buildkit/index.ts';
import type { BuilderStore } from '../buildx/index.ts';
import type { ContextList, DockerEnvironment, Engine } from '../engine/index.ts';
import type { BootReport, BuilderOperation, NodeRef, OpenNode, ResolvedNode } from './types.ts';

export * from './names.ts';
export { TopicStore } from './topic-store.ts';
export type * from './types.ts';

interface Signal {
  readonly signal?: AbortSignal | undefined;
}

/** Each docker context's Engine, followed by its events and tried again by itself. Source of the topic `engines`. */
export declare class EnginesService {
  constructor(options: { readonly environment: DockerEnvironment });
  start(): void;
  state(): TopicState<'engines'>;
  onChange(listener: (change: TopicChange<'engines'>) => void): () => void;
  /** As read last; waits for the first reading. */
  contexts(): Promise<ContextList>;
  /** @throws SlipwayError where the endpoint names no reachable address */
  engineOf(endpoint: string): Promise<Engine>;
  /** Tries again now; without a context, all of them. */
  retry(context?: string): void;
  networks(endpoint: string): Promise<readonly EngineNetwork[]>;
  close(): void;
}

/** All builders. Source of the topic `builders`. */
export declare class BuildersService {
  constructor(options: {
    readonly environment: DockerEnvironment;
    readonly store: BuilderStore;
    readonly engines: EnginesService;
  });
  start(): void;
  state(): TopicState<'builders'>;
  onChange(listener: (change: TopicChange<'builders'>) => void): () => void;
  /** Reads store, contexts and every node anew; resolves when all have answered or failed. */
  refresh(): Promise<void>;
  suggestName(): string;
  /** Text of a node's file; masked where it is a private key. */
  file(ref: NodeRef, path: string): Promise<NodeFile>;
  /** All nodes of a builder as stored now. @throws SlipwayError `not-found` */
  resolve(builder: string): Promise<readonly ResolvedNode[]>;
  /** How to dial a node; nothing is asked of it. @throws SlipwayError `not-found`, `unsupported` */
  targetOf(ref: NodeRef): Promise<DialTarget>;
  /**
   * A node ready to be dialled, as buildx 0.37.1 opens one: inspected first; one that started less than 20 s ago is
   * waited for. Never boots. @throws SlipwayError `builder-not-running`
   */
  open(ref: NodeRef, options?: Signal): Promise<OpenNode>;
  /** Opens a node, booting it first when it does not run. */
  ensureRunning(ref: NodeRef, report: BootReport, options?: Signal): Promise<OpenNode>;
  /** Boots a node; nothing but waiting happens if it runs. Who calls at the same time shares one boot. */
  boot(ref: NodeRef, report: BootReport, options?: Signal): Promise<void>;
  stop(ref: NodeRef, options?: Signal): Promise<void>;
  /** Shows what is being done to a builder on its row. */
  markOperation(builder: string, operation: BuilderOperation | undefined): void;
  close(): void;
}

/** CPU and memory of the running container nodes, measured only while somebody listens. Source of the topic `usage`. */
export declare class UsageService {
  constructor(options: { readonly builders: BuildersService; readonly engines: EnginesService });
  state(): TopicState<'usage'>;
  onChange(listener: (change: TopicChange<'usage'>) => void): () => void;
  close(): void;
}
