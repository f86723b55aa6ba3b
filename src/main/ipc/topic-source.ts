import type { TopicChange, TopicName, TopicState } from '../../shared/contract/index.ts';

/** Where a topic comes from: its state now, and every change after that moment. */
export interface TopicSource<Name extends TopicName> {
  state(): TopicState<Name>;
  /** Changes in order; returns the function that ends it. */
  onChange(listener: (change: TopicChange<Name>) => void): () => void;
}

/** Two changes in a row as one. The later value of an item wins; a removal after an upsert leaves the removal. */
export function mergeChanges<Name extends TopicName>(
  first: TopicChange<Name>,
  second: TopicChange<Name>,
): TopicChange<Name> {
  const upsert: Record<string, NonNullable<TopicChange<Name>['upsert']>[string]> = { ...first.upsert };
  const removed = new Set(first.remove);
  for (const id of second.remove ?? []) {
    delete upsert[id];
    removed.add(id);
  }
  for (const [id, item] of Object.entries(second.upsert ?? {})) {
    upsert[id] = item;
    removed.delete(id);
  }
  const newest = 'head' in second ? second : first;
  return {
    ...('head' in newest ? { head: newest.head as NonNullable<TopicChange<Name>['head']> } : {}),
    ...(Object.keys(upsert).length > 0 ? { upsert } : {}),
    ...(removed.size > 0 ? { remove: [...removed] } : {}),
  };
}
