import type { AppCommand } from './commands.ts';
import type { Reply, RequestInput, RequestName, RequestOutput } from './requests.ts';
import type { TopicMessage, TopicName, TopicParam } from './topics.ts';

/** What the preload exposes as `window.slipway`: the typed contract and nothing else. */
export interface SlipwayBridge {
  request<Name extends RequestName>(name: Name, input: RequestInput<Name>): Promise<Reply<RequestOutput<Name>>>;
  /** `subscription` is a number that the renderer picks, unique while the page lives. */
  subscribe<Name extends TopicName>(subscription: number, topic: Name, param: TopicParam<Name>): Promise<Reply<null>>;
  unsubscribe(subscription: number): Promise<Reply<null>>;
  /** All messages of all subscriptions; returns the function that ends it. */
  onTopics(listener: (messages: readonly TopicMessage[]) => void): () => void;
  onCommand(listener: (command: AppCommand) => void): () => void;
  /** Path of a dropped file or folder; empty when it has none. */
  pathForFile(file: unknown): Promise<string>;
}
