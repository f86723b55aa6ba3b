import { expect, test } from 'vitest';
import type { SlipwayBridge, TopicMessage } from '../../shared/contract/index.ts';
import { createTopicClient } from './topic-client.ts';

type Listener = Parameters<SlipwayBridge['onTopics']>[0];

/** A bridge that keeps what is asked of it and sends what the test says. */
function wire() {
  const calls: string[] = [];
  let listener: Listener = () => undefined;
  return {
    calls,
    send: (...messages: TopicMessage[]) => listener(messages),
    bridge: {
      subscribe: async (id: number, topic: string, param: unknown) => {
        calls.push(`subscribe ${id} ${topic} ${param ?? ''}`.trim());
        return { ok: true as const, value: null };
      },
      unsubscribe: async (id: number) => {
        calls.push(`unsubscribe ${id}`);
        return { ok: true as const, value: null };
      },
      onTopics: (next: Listener) => {
        listener = next;
        return () => undefined;
      },
    } as Pick<SlipwayBridge, 'subscribe' | 'unsubscribe' | 'onTopics'>,
  };
}

const usage = (memory: number) => ({ samples: [{ time: 1, memory }] });
const snapshot = (subscription: number, items: Record<string, unknown>): TopicMessage =>
  ({ subscription, seq: 0, kind: 'snapshot', state: { head: null, items } }) as TopicMessage;
const change = (subscription: number, seq: number, upsert: Record<string, unknown>): TopicMessage =>
  ({ subscription, seq, kind: 'change', change: { upsert } }) as TopicMessage;

test('two users share one subscription, and it ends after the last has gone', async () => {
  const { calls, bridge } = wire();
  const handle = createTopicClient(bridge, 1).topic('usage', undefined);
  const first = handle.hold();
  const second = handle.hold();
  first();
  first();
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(calls).toEqual(['subscribe 1 usage']);
  second();
  await expect.poll(() => calls).toEqual(['subscribe 1 usage', 'unsubscribe 1']);
});

test('leaving and coming back at once, as StrictMode does, keeps the subscription', () => {
  const { calls, bridge } = wire();
  const handle = createTopicClient(bridge).topic('usage', undefined);
  handle.hold()();
  handle.hold();
  expect(calls).toEqual(['subscribe 1 usage']);
});

test('a batch is told once', () => {
  const { send, bridge } = wire();
  const handle = createTopicClient(bridge).topic('usage', undefined);
  handle.hold();
  let told = 0;
  handle.store.subscribe(() => {
    told += 1;
  });
  send(snapshot(1, { a: usage(1) }), change(1, 1, { a: usage(2) }), change(1, 2, { b: usage(3) }));
  expect(told).toBe(1);
  expect(handle.store.getState().items).toEqual({ a: usage(2), b: usage(3) });
});

test('what comes in several messages is shown when all of it is there', () => {
  const { send, bridge } = wire();
  const handle = createTopicClient(bridge).topic('usage', undefined);
  handle.hold();
  send({ ...snapshot(1, { a: usage(1) }), more: true });
  expect(handle.store.getState().ready).toBe(false);
  send(change(1, 1, { b: usage(2) }));
  expect(handle.store.getState().items).toEqual({ a: usage(1), b: usage(2) });
  send({ ...change(1, 2, { a: usage(3) }), more: true });
  expect(handle.store.getState().items).toEqual({ a: usage(1), b: usage(2) });
  send({ ...change(1, 3, { b: usage(4) }), more: true });
  send(change(1, 4, { c: usage(5) }));
  expect(handle.store.getState().items).toEqual({ a: usage(3), b: usage(4), c: usage(5) });
});

test('a gap within what comes in several messages drops what came of it', () => {
  const { calls, send, bridge } = wire();
  const handle = createTopicClient(bridge).topic('usage', undefined);
  handle.hold();
  send(snapshot(1, { a: usage(1) }));
  send({ ...change(1, 1, { a: usage(2) }), more: true });
  send(change(1, 3, { b: usage(3) }));
  expect(calls.at(-1)).toBe('subscribe 2 usage');
  expect(handle.store.getState().items).toEqual({ a: usage(1) });
  send(snapshot(2, { a: usage(9) }));
  expect(handle.store.getState().items).toEqual({ a: usage(9) });
});

test('a gap subscribes anew and keeps what is shown until the snapshot comes', () => {
  const { calls, send, bridge } = wire();
  const handle = createTopicClient(bridge).topic('usage', undefined);
  handle.hold();
  send(snapshot(1, { a: usage(1) }));
  send(change(1, 2, { a: usage(9) }));
  expect(calls).toEqual(['subscribe 1 usage', 'unsubscribe 1', 'subscribe 2 usage']);
  expect(handle.store.getState().items).toEqual({ a: usage(1) });
  send(change(1, 3, { a: usage(10) }));
  send(snapshot(2, { a: usage(4) }), change(2, 1, { a: usage(5) }));
  expect(handle.store.getState().items).toEqual({ a: usage(5) });
});

test('a failure keeps the last state, and the next change clears it', () => {
  const { send, bridge } = wire();
  const handle = createTopicClient(bridge).topic('usage', undefined);
  handle.hold();
  send(snapshot(1, { a: usage(1) }));
  send({ subscription: 1, seq: 1, kind: 'failed', failure: { code: 'timeout', title: 'It took too long.' } });
  expect(handle.store.getState()).toMatchObject({ ready: true, failure: { code: 'timeout' }, items: { a: usage(1) } });
  send(change(1, 2, { a: usage(2) }));
  expect(handle.store.getState().failure).toBeUndefined();
});

test('topics with a parameter have a store each', () => {
  const { calls, bridge } = wire();
  const client = createTopicClient(bridge);
  client.topic('build', 'x').hold();
  client.topic('build', 'y').hold();
  expect(calls).toEqual(['subscribe 1 build x', 'subscribe 2 build y']);
  expect(client.topic('build', 'x')).toBe(client.topic('build', 'x'));
});
