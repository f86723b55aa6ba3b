import { describe, expect, expectTypeOf, it } from 'vitest';
import type { CreateBuilder } from '../actions/schemas.ts';
import {
  applyChange,
  type BuilderItem,
  type Failure,
  failureOf,
  type Reply,
  type RequestInput,
  type RequestName,
  type RequestOutput,
  type requestSchemas,
  type SlipwayBridge,
  SlipwayError,
  type StepItem,
  TOPIC_NAMES,
  type TopicChange,
  type TopicItem,
  type TopicName,
  type TopicParam,
  type TopicState,
} from './index.ts';

// `tsc -b` reads this file too: a type that no longer holds fails there, whatever the test runner does.
describe('the contract', () => {
  it('ties each request to its input and its answer', () => {
    expectTypeOf<RequestInput<'builders.create'>>().toEqualTypeOf<CreateBuilder>();
    expectTypeOf<RequestInput<'app.copy'>>().toEqualTypeOf<Readonly<{ text: string }>>();
    expectTypeOf<RequestOutput<'builds.start'>>().toEqualTypeOf<{ readonly key: string }>();
    expectTypeOf<RequestName>().toEqualTypeOf<keyof typeof requestSchemas>();
    // @ts-expect-error there is no such request
    expectTypeOf<RequestInput<'builds.explode'>>();
  });

  it('ties each topic to its parameter and its items', () => {
    expectTypeOf<TopicItem<'builders'>>().toEqualTypeOf<BuilderItem>();
    expectTypeOf<TopicItem<'build'>>().toEqualTypeOf<StepItem>();
    expectTypeOf<TopicParam<'build'>>().toEqualTypeOf<string>();
    expectTypeOf<TopicParam<'builders'>>().toEqualTypeOf<undefined>();
    expectTypeOf<(typeof TOPIC_NAMES)[number]>().toEqualTypeOf<TopicName>();
    expect(new Set(TOPIC_NAMES).size).toBe(TOPIC_NAMES.length);
  });

  it('gives the page a bridge that answers with values', () => {
    expectTypeOf<SlipwayBridge['request']>().returns.resolves.toExtend<Reply<unknown>>();
    expectTypeOf<Extract<Reply<number>, { ok: false }>['failure']>().toEqualTypeOf<Failure>();
  });
});

describe('applyChange', () => {
  const start: TopicState<'builds'> = { head: { failures: [], loaded: false }, items: { a: row('a'), b: row('b') } };

  it('replaces, adds and removes, and keeps what did not change', () => {
    const next = applyChange(start, { upsert: { b: row('b2'), c: row('c') }, remove: ['a'] } as TopicChange<'builds'>);
    expect(Object.keys(next.items)).toEqual(['b', 'c']);
    expect(next.head).toBe(start.head);
    const head = { failures: [], loaded: true };
    const later = applyChange(next, { head });
    expect(later.head).toBe(head);
    expect(later.items).toBe(next.items);
  });

  it('gives the same for the same change twice', () => {
    const change = { upsert: { c: row('c') }, remove: ['a'] } as TopicChange<'builds'>;
    const once = applyChange(start, change);
    expect(applyChange(once, change)).toEqual(once);
  });

  function row(name: string): TopicItem<'builds'> {
    return { name } as TopicItem<'builds'>;
  }
});

describe('failureOf', () => {
  it('gives the failure that an error carries, and calls the rest internal', () => {
    const failure: Failure = { code: 'store-locked', title: 'The store is in use.' };
    expect(failureOf(new SlipwayError(failure))).toBe(failure);
    expect(failureOf(new Error('boom'))).toMatchObject({ code: 'internal', detail: 'boom' });
    expect(failureOf('text')).toMatchObject({ code: 'internal', detail: 'text' });
  });
});
