import { TOPICS_CHANNEL } from '../../shared/contract/channels.ts';
import {
  failureOf,
  type TopicChange,
  type TopicMessage,
  type TopicName,
  type TopicState,
} from '../../shared/contract/index.ts';
import { mergeChanges, type TopicSource } from './topic-source.ts';
import type { IpcPage } from './transport.ts';

/** A frame at 60 Hz, in milliseconds. */
const FRAME = 16;
/** Subscriptions that one page may hold: far more than the screen needs, so that a broken page stays bounded. */
const MOST_SUBSCRIPTIONS = 200;

/** Items that go into one message: what is more goes in the next ones, so that main is never long at one of them. */
const MOST_ITEMS = 500;

interface Subscription {
  seq: number;
  /** Messages that are ready to go, one a frame. */
  readonly ready: Body[];
  pending: TopicChange<TopicName> | undefined;
  readonly end: () => void;
}

type Body = TopicMessage extends infer Message
  ? Message extends unknown
    ? Omit<Message, 'subscription' | 'seq'>
    : never
  : never;

/**
 * The subscriptions of one page. Changes that arrive within one frame leave as one message, and none leaves before the page
 * has taken the one before: what waits for a slow page is at most one change of each topic.
 */
export class PageSubscriptions {
  readonly #page: IpcPage;
  readonly #subscriptions = new Map<number, Subscription>();
  /** Ids whose source is still to come. */
  readonly #announced = new Map<number, symbol>();
  #failed: TopicMessage[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** The page has not taken yet what was sent last. */
  #busy = false;

  constructor(page: IpcPage) {
    this.#page = page;
    page.onGone(() => this.dispose());
  }

  get size(): number {
    return this.#subscriptions.size;
  }

  /** True while one more fits. */
  hasRoom(): boolean {
    return this.#subscriptions.size + this.#announced.size < MOST_SUBSCRIPTIONS;
  }

  /** One that is added a moment later; tells then whether it has been removed meanwhile, and forgets that it was announced. */
  announce(id: number): () => boolean {
    const mark = Symbol();
    this.#announced.set(id, mark);
    return () => {
      const wanted = this.#announced.get(id) === mark;
      if (wanted) this.#announced.delete(id);
      return wanted;
    };
  }

  /** Sends a snapshot, then changes. An id that is in use is replaced, so that subscribing twice does no harm. */
  add<Name extends TopicName>(id: number, source: TopicSource<Name>): void {
    this.remove(id);
    const subscription: Subscription = {
      seq: 0,
      ready: [],
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
      const state = source.state() as TopicState<TopicName>;
      subscription.pending = undefined;
      subscription.ready.push(...snapshotIn(state, MOST_ITEMS));
    } catch (error) {
      this.remove(id);
      this.#failed.push({ subscription: id, seq: 0, kind: 'failed', failure: failureOf(error) });
    }
    this.#schedule();
  }

  remove(id: number): void {
    this.#announced.delete(id);
    this.#subscriptions.get(id)?.end();
    this.#subscriptions.delete(id);
    this.#failed = this.#failed.filter(({ subscription }) => subscription !== id);
  }

  /** The page is ready for more. */
  taken(): void {
    this.#busy = false;
    if (this.#hasNews()) this.#schedule();
  }

  dispose(): void {
    this.#announced.clear();
    for (const id of [...this.#subscriptions.keys()]) this.remove(id);
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#failed = [];
    this.#busy = false;
  }

  #schedule(): void {
    if (!this.#busy) this.#timer ??= setTimeout(() => this.#flush(), FRAME);
  }

  #hasNews(): boolean {
    const waiting = ({ ready, pending }: Subscription) => ready.length > 0 || pending !== undefined;
    return this.#failed.length > 0 || [...this.#subscriptions.values()].some(waiting);
  }

  #flush(): void {
    this.#timer = undefined;
    const messages = this.#failed;
    this.#failed = [];
    for (const [id, subscription] of this.#subscriptions) {
      if (subscription.ready.length === 0 && subscription.pending !== undefined) {
        subscription.ready.push(...changeIn(subscription.pending, MOST_ITEMS));
        subscription.pending = undefined;
      }
      const body = subscription.ready.shift();
      if (body === undefined) continue;
      messages.push({ subscription: id, seq: subscription.seq, ...body } as TopicMessage);
      subscription.seq += 1;
    }
    if (messages.length === 0) return;
    this.#busy = true;
    this.#page.send(TOPICS_CHANNEL, messages);
  }
}

/** A state as messages of so many items at most. */
function snapshotIn({ head, items }: TopicState<TopicName>, most: number): readonly Body[] {
  const [first = {}, ...rest] = inParts(items, most);
  const state = { head, items: first } as TopicState<TopicName>;
  return marked([
    { kind: 'snapshot', state },
    ...rest.map((upsert) => ({ kind: 'change', change: { upsert } }) as const),
  ]);
}

/** The same of a change. */
function changeIn(change: TopicChange<TopicName>, most: number): readonly Body[] {
  const { upsert, ...whole } = change;
  const [first, ...rest] = upsert === undefined ? [] : inParts(upsert, most);
  const changes = [
    { ...whole, ...(first === undefined ? {} : { upsert: first }) },
    ...rest.map((part) => ({ upsert: part })),
  ];
  return marked(changes.map((part) => ({ kind: 'change', change: part as TopicChange<TopicName> })));
}

function marked(bodies: readonly Body[]): readonly Body[] {
  return bodies.map((body, place) => (place === bodies.length - 1 ? body : { ...body, more: true }));
}

function inParts<Item>(items: Readonly<Record<string, Item>>, most: number): readonly Readonly<Record<string, Item>>[] {
  const entries = Object.entries(items);
  if (entries.length <= most) return [items];
  return Array.from({ length: Math.ceil(entries.length / most) }, (_, part) =>
    Object.fromEntries(entries.slice(part * most, (part + 1) * most)),
  );
}
