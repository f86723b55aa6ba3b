import { isDeepStrictEqual } from 'node:util';
import {
  applyChange,
  type TopicChange,
  type TopicHead,
  type TopicItem,
  type TopicName,
  type TopicState,
} from '../../shared/contract/index.ts';

/** Holds a topic's state and tells listeners what really changed: setting an equal value tells nobody. */
export class TopicStore<Name extends TopicName> {
  #state: TopicState<Name>;
  readonly #listeners = new Set<(change: TopicChange<Name>) => void>();

  constructor(head: TopicHead<Name>) {
    this.#state = { head, items: {} };
  }

  state(): TopicState<Name> {
    return this.#state;
  }

  onChange(listener: (change: TopicChange<Name>) => void): () => void {
    const own = (change: TopicChange<Name>): void => listener(change);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  setHead(head: TopicHead<Name>): void {
    if (!isDeepStrictEqual(head, this.#state.head)) this.#apply({ head });
  }

  setItem(id: string, item: TopicItem<Name>): void {
    if (!isDeepStrictEqual(item, this.#state.items[id])) {
      this.#apply({ upsert: { [id]: item } });
    }
  }

  removeItem(id: string): void {
    if (Object.hasOwn(this.#state.items, id)) this.#apply({ remove: [id] });
  }

  /** Applies a change as it is, for sources that know what changed. */
  change(change: TopicChange<Name>): void {
    this.#apply(change);
  }

  /** Makes the items exactly these; one change for all of it. */
  replace(head: TopicHead<Name>, items: Readonly<Record<string, TopicItem<Name>>>): void {
    const upsert: Record<string, TopicItem<Name>> = {};
    for (const [id, item] of Object.entries(items)) {
      if (!isDeepStrictEqual(item, this.#state.items[id])) upsert[id] = item as TopicItem<Name>;
    }
    const remove = Object.keys(this.#state.items).filter((id) => !Object.hasOwn(items, id));
    const sameHead = isDeepStrictEqual(head, this.#state.head);
    if (sameHead && remove.length === 0 && Object.keys(upsert).length === 0) return;
    this.#apply({
      ...(sameHead ? {} : { head: head as NonNullable<TopicChange<Name>['head']> }),
      ...(Object.keys(upsert).length > 0 ? { upsert } : {}),
      ...(remove.length > 0 ? { remove } : {}),
    });
  }

  #apply(change: TopicChange<Name>): void {
    this.#state = applyChange(this.#state, change);
    for (const listener of this.#listeners) listener(change);
  }
}
