import { TOPICS_CHANNEL } from '../../shared/contract/channels.ts';
import { failureOf, type TopicChange, type TopicMessage, type TopicName } from '../../shared/contract/index.ts';
import { mergeChanges, type TopicSource } from './topic-source.ts';
import type { IpcPage } from './transport.ts';

/** A frame at 60 Hz, in milliseconds. */
const FRAME = 16;
/** Subscriptions that one page may hold: far more than the screen needs, so that a broken page stays bounded. */
const MOST_SUBSCRIPTIONS = 200;

interface Subscription {
  seq: number;
  pending: TopicChange<TopicName> | undefined;
  readonly end: () => void;
}

/** The subscriptions of one page. Changes that arrive within one frame leave as one message. */
export class PageSubscriptions {
  readonly #page: IpcPage;
  readonly #subscriptions = new Map<number, Subscription>();
  #outbox: TopicMessage[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(page: IpcPage) {
    this.#page = page;
    page.onGone(() => this.dispose());
  }

  get size(): number {
    return this.#subscriptions.size;
  }

  /** True while one more fits. */
  hasRoom(): boolean {
    return this.#subscriptions.size < MOST_SUBSCRIPTIONS;
  }

  /** Sends a snapshot, then changes. An id that is in use is replaced, so that subscribing twice does no harm. */
  add<Name extends TopicName>(id: number, source: TopicSource<Name>): void {
    this.remove(id);
    const subscription: Subscription = {
      seq: 0,
      pending: undefined,
      end: source.onChange((change) => {
        const next = change as unknown as TopicChange<TopicName>;
        subscription.pending = subscription.pending ? mergeChanges(subscription.pending, next) : next;
        this.#schedule();
      }),
    };
    this.#subscriptions.set(id, subscription);
    try {
      // A source may report changes between `onChange` and here: they are in the snapshot already.
      const state = source.state();
      subscription.pending = undefined;
      this.#outbox.push({ subscription: id, seq: 0, kind: 'snapshot', state } as unknown as TopicMessage);
    } catch (error) {
      this.remove(id);
      this.#outbox.push({ subscription: id, seq: 0, kind: 'failed', failure: failureOf(error) });
    }
    this.#schedule();
  }

  remove(id: number): void {
    this.#subscriptions.get(id)?.end();
    this.#subscriptions.delete(id);
  }

  dispose(): void {
    for (const id of [...this.#subscriptions.keys()]) this.remove(id);
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#outbox = [];
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => this.#flush(), FRAME);
  }

  #flush(): void {
    this.#timer = undefined;
    const messages = this.#outbox;
    this.#outbox = [];
    for (const [id, subscription] of this.#subscriptions) {
      if (subscription.pending === undefined) continue;
      subscription.seq += 1;
      messages.push({ subscription: id, seq: subscription.seq, kind: 'change', change: subscription.pending });
      subscription.pending = undefined;
    }
    if (messages.length > 0) this.#page.send(TOPICS_CHANNEL, messages);
  }
}
