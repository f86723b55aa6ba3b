import { createStore, type StoreApi } from 'zustand/vanilla';
import {
  applyChange,
  type Failure,
  failureOf,
  type SlipwayBridge,
  type TopicHead,
  type TopicItem,
  type TopicMessage,
  type TopicName,
  type TopicParam,
  type TopicState,
} from '../../shared/contract/index.ts';

/** A topic as the page sees it. After a failure the last state stays, so that nothing on the screen is lost. */
export interface TopicView<Name extends TopicName> {
  /** True once a snapshot has come. */
  readonly ready: boolean;
  readonly head: TopicHead<Name> | undefined;
  readonly items: Readonly<Record<string, TopicItem<Name>>>;
  readonly failure?: Failure;
}

export interface TopicHandle<Name extends TopicName> {
  readonly store: StoreApi<TopicView<Name>>;
  /** Counts one more user; the first subscribes. The returned function counts one less. */
  hold(): () => void;
  /** Subscribes anew, keeping what is shown until the snapshot comes. */
  renew(): void;
}

export interface TopicClient {
  topic<Name extends TopicName>(name: Name, param: TopicParam<Name>): TopicHandle<Name>;
}

type Bridge = Pick<SlipwayBridge, 'subscribe' | 'unsubscribe' | 'onTopics'>;

/** How long a topic that nobody shows is kept: long enough for StrictMode and for going from one page to the next. */
const GRACE_MS = 250;

/**
 * One store a topic, shared by all who show it. A gap in the numbers or a subscription that main has lost is mended by
 * subscribing anew; all messages of one batch are applied before a store tells its readers.
 */
export function createTopicClient(bridge: Bridge, graceMs: number = GRACE_MS): TopicClient {
  const handles = new Map<string, Entry<TopicName>>();
  const bySubscription = new Map<number, Entry<TopicName>>();
  let lastSubscription = 0;
  let listening = false;

  function listen(): void {
    if (listening) return;
    listening = true;
    bridge.onTopics((messages) => {
      const touched = new Map<Entry<TopicName>, TopicMessage[]>();
      for (const message of messages) {
        const entry = bySubscription.get(message.subscription);
        if (entry === undefined) continue;
        const list = touched.get(entry);
        if (list === undefined) touched.set(entry, [message]);
        else list.push(message);
      }
      for (const [entry, list] of touched) entry.take(list);
    });
  }

  function open(entry: Entry<TopicName>): number {
    listen();
    lastSubscription += 1;
    const subscription = lastSubscription;
    bySubscription.set(subscription, entry);
    bridge.subscribe(subscription, entry.name, entry.param).then(
      (reply) => (reply.ok ? undefined : entry.fail(subscription, reply.failure)),
      (error: unknown) => entry.fail(subscription, failureOf(error)),
    );
    return subscription;
  }

  function close(subscription: number): void {
    bySubscription.delete(subscription);
    bridge.unsubscribe(subscription).catch(() => undefined);
  }

  return {
    topic<Name extends TopicName>(name: Name, param: TopicParam<Name>): TopicHandle<Name> {
      const key = param === undefined ? name : `${name}\n${param}`;
      let entry = handles.get(key);
      if (entry === undefined) {
        entry = createEntry<TopicName>(name, param, { open, close, graceMs });
        handles.set(key, entry);
      }
      return entry as unknown as TopicHandle<Name>;
    },
  };
}

interface Entry<Name extends TopicName> extends TopicHandle<Name> {
  readonly name: Name;
  readonly param: TopicParam<Name>;
  take(messages: readonly TopicMessage[]): void;
  fail(subscription: number, failure: Failure): void;
}

interface Wire {
  open(entry: Entry<TopicName>): number;
  close(subscription: number): void;
  readonly graceMs: number;
}

const EMPTY = Object.freeze({ ready: false, head: undefined, items: Object.freeze({}) });

function createEntry<Name extends TopicName>(name: Name, param: TopicParam<Name>, wire: Wire): Entry<Name> {
  const store = createStore<TopicView<Name>>(() => EMPTY as TopicView<Name>);
  let users = 0;
  let subscription: number | undefined;
  let expected = 0;
  /** What has come so far of something that comes in several messages. */
  let partial: TopicState<Name> | undefined;
  let ending: ReturnType<typeof setTimeout> | undefined;

  const entry: Entry<Name> = {
    name,
    param,
    store,
    hold() {
      users += 1;
      clearTimeout(ending);
      if (subscription === undefined) start();
      let held = true;
      return () => {
        if (!held) return;
        held = false;
        users -= 1;
        if (users === 0) ending = setTimeout(end, wire.graceMs);
      };
    },
    renew() {
      if (subscription !== undefined) wire.close(subscription);
      start();
    },
    take(messages) {
      let state = partial ?? stateOf(store.getState());
      let failure = store.getState().failure;
      let changed = false;
      for (const message of messages) {
        if (message.subscription !== subscription) continue;
        if (message.kind === 'snapshot') {
          state = message.state as TopicState<Name>;
          failure = undefined;
        } else if (message.kind === 'failed') {
          failure = message.failure;
        } else if (message.seq !== expected || state === undefined) {
          entry.renew();
          return;
        } else {
          state = applyChange<Name>(state, message.change as never);
          failure = undefined;
        }
        expected = message.seq + 1;
        partial = message.more === true ? state : undefined;
        changed = true;
      }
      if (partial !== undefined) return;
      if (changed) store.setState(viewOf(state, failure), true);
    },
    fail(failed, failure) {
      if (failed === subscription) store.setState(viewOf(stateOf(store.getState()), failure), true);
    },
  };

  function start(): void {
    expected = 0;
    partial = undefined;
    subscription = wire.open(entry as unknown as Entry<TopicName>);
  }

  function end(): void {
    if (subscription !== undefined) wire.close(subscription);
    subscription = undefined;
    partial = undefined;
    store.setState(EMPTY as TopicView<Name>, true);
  }

  return entry;
}

function stateOf<Name extends TopicName>(view: TopicView<Name>): TopicState<Name> | undefined {
  return view.ready ? { head: view.head as TopicHead<Name>, items: view.items } : undefined;
}

function viewOf<Name extends TopicName>(
  state: TopicState<Name> | undefined,
  failure: Failure | undefined,
): TopicView<Name> {
  const shown = state === undefined ? EMPTY : { ready: true, head: state.head, items: state.items };
  return (failure === undefined ? shown : { ...shown, failure }) as TopicView<Name>;
}
