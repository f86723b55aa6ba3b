import type { BuilderItem, BuildersHead, UsageItem } from './builders.ts';
import type { BuildHead, BuildListHead, BuildSummary, StepItem } from './builds.ts';
import type { EngineItem, EnginesHead } from './engines.ts';
import type { OperationHead, OperationStep } from './operations.ts';

/**
 * What the renderer can subscribe to. Each topic has one head and keyed items; main sends a snapshot, then numbered
 * changes, at most one message a frame. A topic with a parameter is addressed by name and parameter.
 */
export interface TopicMap {
  /** Engines that the docker contexts name, and whether each answers. Items by context name. */
  readonly engines: Topic<undefined, EnginesHead, EngineItem>;
  /** All that `docker buildx ls` would list. Items by builder name. */
  readonly builders: Topic<undefined, BuildersHead, BuilderItem>;
  /** CPU and memory of running nodes, one sample a second, measured only while subscribed. Items by node key. */
  readonly usage: Topic<undefined, null, UsageItem>;
  /** Builds that run and those that builders remember. Items by build key. */
  readonly builds: Topic<undefined, BuildListHead, BuildSummary>;
  /** One build by its key. Items are steps by id. */
  readonly build: Topic<string, BuildHead, StepItem>;
  /** A plan being carried out, by its id. Items are its steps by id. */
  readonly operation: Topic<string, OperationHead, OperationStep>;
}

interface Topic<Param extends string | undefined, Head, Item> {
  readonly param: Param;
  readonly head: Head;
  readonly item: Item;
}

export type TopicName = keyof TopicMap;
export type TopicParam<Name extends TopicName> = TopicMap[Name]['param'];
export type TopicHead<Name extends TopicName> = TopicMap[Name]['head'];
export type TopicItem<Name extends TopicName> = TopicMap[Name]['item'];

/** All of a topic at one moment. */
export interface TopicState<Name extends TopicName> {
  readonly head: TopicHead<Name>;
  readonly items: Readonly<Record<string, TopicItem<Name>>>;
}

/** What changed since the last message. Applying the same change twice gives the same state. */
export interface TopicChange<Name extends TopicName> {
  readonly head?: TopicHead<Name>;
  /** Parts of the head that are others now; what it does not name stays. It comes after `head`. */
  readonly patch?: Partial<TopicHead<Name>>;
  readonly upsert?: Readonly<Record<string, TopicItem<Name>>>;
  readonly remove?: readonly string[];
}

/** `seq` starts at 0 with the snapshot and grows by one; a gap means that the renderer must subscribe anew. */
export type TopicMessage<Name extends TopicName = TopicName> = {
  readonly subscription: number;
  readonly seq: number;
  /** The rest of what changed with it comes in the next messages: it is shown when all of it is there. */
  readonly more?: true;
} & (
  | { readonly kind: 'snapshot'; readonly state: TopicState<Name> }
  | { readonly kind: 'change'; readonly change: TopicChange<Name> }
  | { readonly kind: 'failed'; readonly failure: import('./failure.ts').Failure }
);

export const TOPIC_NAMES = [
  'engines',
  'builders',
  'usage',
  'builds',
  'build',
  'operation',
] as const satisfies readonly TopicName[];

/** The state after a change. Pure; unchanged items keep their identity. */
export function applyChange<Name extends TopicName>(
  state: TopicState<Name>,
  change: TopicChange<Name>,
): TopicState<Name> {
  const whole = 'head' in change ? (change.head as TopicHead<Name>) : state.head;
  const head = change.patch === undefined ? whole : { ...whole, ...change.patch };
  if (change.upsert === undefined && change.remove === undefined) return { head, items: state.items };
  const items: Record<string, TopicItem<Name>> = { ...state.items, ...change.upsert };
  for (const id of change.remove ?? []) delete items[id];
  return { head, items };
}
