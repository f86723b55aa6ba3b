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
  return {
    ...mergeHeads(first, second),
    ...(Object.keys(upsert).length > 0 ? { upsert } : {}),
    ...(removed.size > 0 ? { remove: [...removed] } : {}),
  };
}

/** A whole head replaces all that was said of it before; a part goes over what is there. */
function mergeHeads<Name extends TopicName>(
  first: TopicChange<Name>,
  second: TopicChange<Name>,
): Pick<TopicChange<Name>, 'head' | 'patch'> {
  const base = 'head' in second ? second : first;
  const patch = base === second ? second.patch : joinParts(first.patch, second.patch);
  return {
    ...('head' in base ? { head: base.head as NonNullable<TopicChange<Name>['head']> } : {}),
    ...(patch === undefined ? {} : { patch }),
  };
}

function joinParts<Part extends object | null>(first: Part | undefined, second: Part | undefined): Part | undefined {
  if (first === undefined || second === undefined) return second ?? first;
  return { ...first, ...second };
}
