import { describe, expect, it, vi } from 'vitest';
import {
  REQUEST_CHANNEL,
  SUBSCRIBE_CHANNEL,
  TAKEN_CHANNEL,
  TOPICS_CHANNEL,
  UNSUBSCRIBE_CHANNEL,
} from '../../shared/contract/channels.ts';
import {
  applyChange,
  type Reply,
  requestSchemas,
  SlipwayError,
  type TopicChange,
  type TopicMessage,
  type TopicState,
} from '../../shared/contract/index.ts';
import { bindContract } from './bind.ts';
import type { RequestHandlers, TopicSources } from './handlers.ts';
import type { IpcPage } from './transport.ts';

type Handler = (page: IpcPage, payload: unknown) => Promise<unknown>;

function setUp(
  overrides: Record<string, unknown> = {},
  items: Record<string, unknown> = {},
  coming: Promise<void> = Promise.resolve(),
) {
  const channels = new Map<string, Handler>();
  const called: string[] = [];
  const handlers = Object.fromEntries(
    Object.keys(requestSchemas).map((name) => [
      name,
      async () => {
        called.push(name);
        return null;
      },
    ]),
  );
  let listeners: ((change: TopicChange<'builds'>) => void)[] = [];
  const state: TopicState<'builds'> = {
    head: { failures: [], loaded: true },
    items: items as TopicState<'builds'>['items'],
  };
  const source = {
    state: () => state,
    onChange(listener: (change: TopicChange<'builds'>) => void) {
      listeners.push(listener);
      return () => {
        listeners = listeners.filter((other) => other !== listener);
      };
    },
  };
  const reported: string[] = [];
  const unbind = bindContract({
    transport: {
      handle(channel, handler) {
        channels.set(channel, handler);
        return () => channels.delete(channel);
      },
    },
    handlers: coming.then(() => ({ ...handlers, ...overrides }) as unknown as RequestHandlers),
    topics: coming.then(
      () =>
        ({
          builds: () => source,
          build: () => {
            throw new SlipwayError({ code: 'not-found', title: 'This build is not known.' });
          },
        }) as unknown as TopicSources,
    ),
    report: (name) => reported.push(name),
  });
  const sent: TopicMessage[] = [];
  const gone: (() => void)[] = [];
  const page = (over: Partial<IpcPage> = {}): IpcPage => ({
    id: 1,
    url: 'app://slipway/index.html',
    isMainFrame: true,
    send: (channel, payload) => {
      expect(channel).toBe(TOPICS_CHANNEL);
      sent.push(...(payload as TopicMessage[]));
    },
    onGone: (listener) => gone.push(listener),
    ...over,
  });
  const call = (channel: string, payload: unknown, from: IpcPage = page()) => {
    const handler = channels.get(channel);
    if (handler === undefined) throw new Error(`Nothing handles ${channel}.`);
    return handler(from, payload) as Promise<Reply<unknown>>;
  };
  const emit = (change: TopicChange<'builds'>) => {
    for (const listener of listeners) listener(change);
  };
  return { call, called, page, sent, emit, gone, unbind, channels, reported, listenerCount: () => listeners.length };
}

describe('bindContract', () => {
  it.each([
    ['another scheme', { url: 'https://slipway/index.html' }],
    ['another host', { url: 'app://slipway.evil/index.html' }],
    ['a longer host', { url: 'app://slipwayx/' }],
    ['no document', { url: '' }],
    ['a frame inside the page', { isMainFrame: false }],
  ])('answers nobody but its own page: %s', async (_what, over) => {
    const { call, called, page, listenerCount } = setUp();
    const untrusted = page(over);
    for (const [channel, payload] of [
      [REQUEST_CHANNEL, { name: 'app.facts', input: {} }],
      [SUBSCRIBE_CHANNEL, { subscription: 1, topic: 'builds' }],
      [UNSUBSCRIBE_CHANNEL, { subscription: 1 }],
      [TAKEN_CHANNEL, null],
    ] as const) {
      expect(await call(channel, payload, untrusted)).toMatchObject({ ok: false, failure: { code: 'invalid-input' } });
    }
    expect(called).toEqual([]);
    expect(listenerCount()).toBe(0);
  });

  it('lets who asks wait for services that come later', async () => {
    const coming = Promise.withResolvers<void>();
    const { call, called, listenerCount, page } = setUp({}, {}, coming.promise);
    const asked = call(REQUEST_CHANNEL, { name: 'app.facts', input: {} });
    const kept = call(SUBSCRIBE_CHANNEL, { subscription: 1, topic: 'builds' });
    const left = call(SUBSCRIBE_CHANNEL, { subscription: 2, topic: 'builds' });
    await call(UNSUBSCRIBE_CHANNEL, { subscription: 2 });
    // What is no request needs no services.
    expect(await call(REQUEST_CHANNEL, { name: 'app.eval', input: {} })).toMatchObject({ ok: false });
    expect([called, listenerCount()]).toEqual([[], 0]);
    coming.resolve();
    expect(await asked).toEqual({ ok: true, value: null });
    expect([await kept, await left]).toEqual([
      { ok: true, value: null },
      { ok: true, value: null },
    ]);
    expect([called, listenerCount()]).toEqual([['app.facts'], 1]);
    expect(page().id).toBe(1);
  });

  it('opens no topic for a page that went before the services came', async () => {
    const coming = Promise.withResolvers<void>();
    const { call, gone, listenerCount } = setUp({}, {}, coming.promise);
    const asked = call(SUBSCRIBE_CHANNEL, { subscription: 1, topic: 'builds' });
    for (const listener of gone) listener();
    coming.resolve();
    await asked;
    expect(listenerCount()).toBe(0);
  });

  it('tells whoever asks why the services never came', async () => {
    const failure = { code: 'internal', title: 'The folder is gone.' } as const;
    const { call } = setUp({}, {}, Promise.reject(new SlipwayError(failure)));
    expect(await call(REQUEST_CHANNEL, { name: 'app.facts', input: {} })).toEqual({ ok: false, failure });
    expect(await call(SUBSCRIBE_CHANNEL, { subscription: 1, topic: 'builds' })).toEqual({ ok: false, failure });
  });

  it.each([
    ['an unknown request', { name: 'app.eval', input: {} }],
    ['a name from the prototype', { name: 'constructor', input: {} }],
    ['a wrong type', { name: 'app.copy', input: { text: 5 } }],
    ['a missing field', { name: 'builders.remove', input: { kind: 'remove-builder', name: 'x' } }],
    [
      'another action in its place',
      { name: 'builders.stop', input: { kind: 'remove-builder', name: 'x', keepState: false } },
    ],
    ['no envelope', null],
  ])('refuses %s before any handler runs', async (_what, payload) => {
    const { call, called } = setUp();
    expect(await call(REQUEST_CHANNEL, payload)).toMatchObject({ ok: false, failure: { code: 'invalid-input' } });
    expect(called).toEqual([]);
  });

  it('has a schema that refuses junk for every request', () => {
    for (const [name, schema] of Object.entries(requestSchemas)) {
      for (const junk of [null, 5, 'x', [], () => {}]) expect(schema.safeParse(junk).success, name).toBe(false);
    }
  });

  it('gives failures as values, and reports only its own faults', async () => {
    const secret = new Error('boom');
    const { call, reported } = setUp({
      'app.facts': async () => {
        throw secret;
      },
      'builders.suggest-name': async () => {
        throw new SlipwayError({ code: 'store-locked', title: 'The store is in use.' });
      },
    });
    expect(await call(REQUEST_CHANNEL, { name: 'app.facts', input: {} })).toMatchObject({
      ok: false,
      failure: { code: 'internal' },
    });
    expect(await call(REQUEST_CHANNEL, { name: 'builders.suggest-name', input: {} })).toEqual({
      ok: false,
      failure: { code: 'store-locked', title: 'The store is in use.' },
    });
    expect(reported).toEqual(['request']);
  });

  it('sends a snapshot, then the changes of a frame as one, numbered', async () => {
    const { call, emit, sent } = setUp();
    await call(SUBSCRIBE_CHANNEL, { subscription: 7, topic: 'builds' });
    const row = (name: string) => ({ name }) as never;
    await vi.waitFor(() => expect(sent).toHaveLength(1));
    await call(TAKEN_CHANNEL, null);
    for (let round = 0; round < 1000; round += 1)
      emit({ upsert: { a: row(`a${round}`), [`r${round % 3}`]: row('r') } });
    emit({ remove: ['r1'] });
    await vi.waitFor(() => expect(sent).toHaveLength(2));
    await call(TAKEN_CHANNEL, null);
    emit({ remove: ['a'] });
    await vi.waitFor(() => expect(sent).toHaveLength(3));
    expect(sent.map(({ subscription, seq, kind }) => [subscription, seq, kind])).toEqual([
      [7, 0, 'snapshot'],
      [7, 1, 'change'],
      [7, 2, 'change'],
    ]);
    expect(sent[1]).toMatchObject({
      change: { upsert: { a: { name: 'a999' }, r0: row('r'), r2: row('r') }, remove: ['r1'] },
    });
  });

  it('lets nothing pile up before a page that takes nothing: what waits is one change of each topic', async () => {
    vi.useFakeTimers();
    try {
      const { call, emit, sent } = setUp();
      const row = (name: string) => ({ name }) as never;
      await call(SUBSCRIBE_CHANNEL, { subscription: 7, topic: 'builds' });
      vi.advanceTimersByTime(20);
      for (let frame = 0; frame < 100; frame += 1) {
        emit({ upsert: { a: row(`a${frame}`) } });
        vi.advanceTimersByTime(20);
      }
      for (let again = 0; again < 50; again += 1) await call(SUBSCRIBE_CHANNEL, { subscription: 8, topic: 'builds' });
      expect(sent.map(({ subscription, kind }) => [subscription, kind])).toEqual([[7, 'snapshot']]);
      await call(TAKEN_CHANNEL, null);
      vi.advanceTimersByTime(20);
      expect(sent.slice(1)).toMatchObject([
        { subscription: 7, seq: 1, change: { upsert: { a: { name: 'a99' } } } },
        { subscription: 8, seq: 0, kind: 'snapshot' },
      ]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('sends many items in several messages, one a frame, and says which is the last', async () => {
    vi.useFakeTimers();
    try {
      const items = Object.fromEntries(Array.from({ length: 1100 }, (_, index) => [`r${index}`, { name: `${index}` }]));
      const { call, emit, sent } = setUp({}, items);
      await call(SUBSCRIBE_CHANNEL, { subscription: 1, topic: 'builds' });
      const next = async () => {
        vi.advanceTimersByTime(20);
        await call(TAKEN_CHANNEL, null);
      };
      await next();
      emit({ upsert: { ...items, r0: { name: 'new' } } as never, remove: ['gone'] });
      for (let frame = 0; frame < 10; frame += 1) await next();
      expect(sent.map(({ seq, kind, more }) => [seq, kind, more])).toEqual([
        [0, 'snapshot', true],
        [1, 'change', true],
        [2, 'change', undefined],
        [3, 'change', true],
        [4, 'change', true],
        [5, 'change', undefined],
      ]);
      const state = sent.reduce<TopicState<'builds'>>(
        (before, message) =>
          message.kind === 'snapshot'
            ? (message.state as TopicState<'builds'>)
            : message.kind === 'change'
              ? applyChange<'builds'>(before, message.change as TopicChange<'builds'>)
              : before,
        { head: { failures: [], loaded: false }, items: {} },
      );
      expect(state).toEqual({ head: { failures: [], loaded: true }, items: { ...items, r0: { name: 'new' } } });
      for (const message of sent) {
        const sentItems =
          message.kind === 'snapshot' ? message.state.items : message.kind === 'change' && message.change.upsert;
        expect(Object.keys(sentItems || {}).length).toBeLessThanOrEqual(500);
      }
    } finally {
      vi.useRealTimers();
    }
  });

  it('replaces a subscription of the same number and ends all of a page that has gone', async () => {
    const { call, gone, listenerCount } = setUp();
    await call(SUBSCRIBE_CHANNEL, { subscription: 1, topic: 'builds' });
    await call(SUBSCRIBE_CHANNEL, { subscription: 1, topic: 'builds' });
    await call(SUBSCRIBE_CHANNEL, { subscription: 2, topic: 'builds' });
    expect(listenerCount()).toBe(2);
    await call(UNSUBSCRIBE_CHANNEL, { subscription: 2 });
    expect(listenerCount()).toBe(1);
    for (const listener of gone) listener();
    expect(listenerCount()).toBe(0);
  });

  it('bounds what one page may hold', async () => {
    const { call } = setUp();
    let refused = 0;
    for (let id = 0; id < 300; id += 1) {
      const reply = await call(SUBSCRIBE_CHANNEL, { subscription: id, topic: 'builds' });
      if (!reply.ok) refused += 1;
    }
    expect(refused).toBe(100);
  });

  it('refuses a topic whose parameter names nothing', async () => {
    const { call } = setUp();
    expect(await call(SUBSCRIBE_CHANNEL, { subscription: 1, topic: 'build', param: 'x' })).toMatchObject({
      ok: false,
      failure: { code: 'not-found' },
    });
    expect(await call(SUBSCRIBE_CHANNEL, { subscription: 1, topic: 'nope' })).toMatchObject({ ok: false });
  });

  it('leaves no handler behind', () => {
    const { unbind, channels } = setUp();
    unbind();
    expect(channels.size).toBe(0);
  });
});
