import { isDeepStrictEqual } from 'node:util';
import {
  applyChange,
  type TopicChange,
  type TopicHead,
  type TopicItem,
  type TopicName,
  type TopicState,
} from '../../shared/contract/index.ts';

/**
 * Holds a topic's state and tells listeners what really changed: setting an equal value tells nobody. A change costs what
 * it is large, however many items there are; the state as one value is made when somebody asks for it.
 */
export class TopicStore<Name extends TopicName> {
  #head: TopicHead<Name>;
  readonly #items = new Map<string, TopicItem<Name>>();
  #state: TopicState<Name> | undefined;
  readonly #listeners = new Set<(change: TopicChange<Name>) => void>();

  constructor(head: TopicHead<Name>) {
    this.#head = head;
  }

  /** The same object as long as nothing changes. */
  state(): TopicState<Name> {
    this.#state ??= { head: this.#head, items: Object.fromEntries(this.#items) };
    return this.#state;
  }

  get head(): TopicHead<Name> {
    return this.#head;
  }

  item(id: string): TopicItem<Name> | undefined {
    return this.#items.get(id);
  }

  onChange(listener: (change: TopicChange<Name>) => void): () => void {
    const own = (change: TopicChange<Name>): void => listener(change);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  setHead(head: TopicHead<Name>): void {
    if (!isDeepStrictEqual(head, this.#head)) this.change({ head });
  }

  setItem(id: string, item: TopicItem<Name>): void {
    if (!isDeepStrictEqual(item, this.#items.get(id))) this.change({ upsert: { [id]: item } });
  }

  removeItem(id: string): void {
    if (this.#items.has(id)) this.change({ remove: [id] });
  }

  /** Applies a change as it is, for sources that know what changed. */
  change(change: TopicChange<Name>): void {
    this.#head = applyChange<Name>({ head: this.#head, items: {} }, headOf(change)).head;
    for (const [id, item] of Object.entries<TopicItem<Name>>(change.upsert ?? {})) this.#items.set(id, item);
    for (const id of change.remove ?? []) this.#items.delete(id);
    this.#state = undefined;
    for (const listener of this.#listeners) listener(change);
  }

  /** Makes the items exactly these; one change for all of it. */
  replace(head: TopicHead<Name>, items: Readonly<Record<string, TopicItem<Name>>>): void {
    const upsert: Record<string, TopicItem<Name>> = {};
    for (const [id, item] of Object.entries(items)) {
      if (!isDeepStrictEqual(item, this.#items.get(id))) upsert[id] = item as TopicItem<Name>;
    }
    const remove = [...this.#items.keys()].filter((id) => !Object.hasOwn(items, id));
    const sameHead = isDeepStrictEqual(head, this.#head);
    if (sameHead && remove.length === 0 && Object.keys(upsert).length === 0) return;
    this.change({
      ...(sameHead ? {} : { head: head as NonNullable<TopicChange<Name>['head']> }),
      ...(Object.keys(upsert).length > 0 ? { upsert } : {}),
      ...(remove.length > 0 ? { remove } : {}),
    });
  }
}

function headOf<Name extends TopicName>(change: TopicChange<Name>): TopicChange<Name> {
  return {
    ...('head' in change ? { head: change.head as NonNullable<TopicChange<Name>['head']> } : {}),
    ...(change.patch === undefined ? {} : { patch: change.patch }),
  };
}
