import { expect, test } from 'vitest';
import type { TopicChange, UsageItem } from '../../shared/contract/index.ts';
import { TopicStore } from './topic-store.ts';

const item = (memory: number): UsageItem => ({ samples: [{ time: 1, memory }] });

test('only what differs is told, in one change', () => {
  const store = new TopicStore<'usage'>(null);
  const changes: TopicChange<'usage'>[] = [];
  const end = store.onChange((change) => changes.push(change));
  store.replace(null, { a: item(1), b: item(2) });
  store.replace(null, { a: item(1), b: item(3), c: item(4) });
  store.replace(null, { a: item(1), b: item(3), c: item(4) });
  store.replace(null, { a: item(1) });
  store.setItem('a', item(1));
  store.removeItem('nobody');
  end();
  store.setItem('a', item(9));
  expect(changes).toEqual([
    { upsert: { a: item(1), b: item(2) } },
    { upsert: { b: item(3), c: item(4) } },
    { remove: ['b', 'c'] },
  ]);
  expect(store.state().items).toEqual({ a: item(9) });
});
