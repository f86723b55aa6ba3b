// Entry of a thread that stands for the page: the page's own client of topics, and what it was sent.
import { serialize } from 'node:v8';
import { parentPort } from 'node:worker_threads';
import { createTopicClient } from '../../src/renderer/app/topic-client.ts';
import { SUBSCRIBE_CHANNEL, TAKEN_CHANNEL, UNSUBSCRIBE_CHANNEL } from '../../src/shared/contract/channels.ts';
import type { Reply, TopicMessage, TopicState } from '../../src/shared/contract/index.ts';

/** What the page says. */
export type FromPage =
  | { readonly kind: 'call'; readonly id: number; readonly channel: string; readonly payload: unknown }
  | { readonly kind: 'shown'; readonly state: Partial<TopicState<'build'>>; readonly received: Received };

/** What the page is told. */
export type ToPage =
  | { readonly kind: 'reply'; readonly id: number; readonly reply: Reply<null> }
  | { readonly kind: 'topics'; readonly payload: readonly TopicMessage[] }
  | { readonly kind: 'watch'; readonly build: string }
  | { readonly kind: 'show'; readonly build: string };

/** What has come to the page over the topics. */
export interface Received {
  readonly messages: number;
  readonly bytes: number;
  /** Bytes of the largest message, and of the largest of those without a snapshot. */
  readonly largest: number;
  readonly largestChange: number;
}

const port = parentPort;
if (!port) throw new Error('The page is no program of its own.');

const received = { messages: 0, bytes: 0, largest: 0, largestChange: 0 };
const waiting = new Map<number, (reply: Reply<null>) => void>();
let listener: (messages: readonly TopicMessage[]) => void = () => {};
let last = 0;

function call(channel: string, payload: unknown): Promise<Reply<null>> {
  last += 1;
  const id = last;
  say({ kind: 'call', id, channel, payload });
  return new Promise((resolve) => waiting.set(id, resolve));
}

function say(message: FromPage): void {
  port?.postMessage(message);
}

const client = createTopicClient({
  subscribe: (subscription, topic, param) => call(SUBSCRIBE_CHANNEL, { subscription, topic, param }),
  unsubscribe: (subscription) => call(UNSUBSCRIBE_CHANNEL, { subscription }),
  onTopics: (next) => {
    listener = next;
    return () => {};
  },
});
client.topic('builders', undefined).hold();
client.topic('builds', undefined).hold();

port.on('message', (message: ToPage) => {
  switch (message.kind) {
    case 'reply':
      waiting.get(message.id)?.(message.reply);
      waiting.delete(message.id);
      return;
    case 'topics': {
      const bytes = serialize(message.payload).length;
      received.messages += 1;
      received.bytes += bytes;
      received.largest = Math.max(received.largest, bytes);
      const isChange = message.payload.every(({ kind }) => kind === 'change');
      if (isChange) received.largestChange = Math.max(received.largestChange, bytes);
      listener(message.payload);
      void call(TAKEN_CHANNEL, null);
      return;
    }
    case 'watch':
      client.topic('build', message.build).hold();
      return;
    case 'show': {
      const { head, items } = client.topic('build', message.build).store.getState();
      return say({ kind: 'shown', state: { ...(head && { head }), items }, received });
    }
  }
});
