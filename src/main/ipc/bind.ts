import { z } from 'zod';
import {
  REQUEST_CHANNEL,
  SUBSCRIBE_CHANNEL,
  TAKEN_CHANNEL,
  UNSUBSCRIBE_CHANNEL,
} from '../../shared/contract/channels.ts';
import {
  type Failure,
  failureOf,
  type Reply,
  type RequestName,
  requestSchemas,
  SlipwayError,
  TOPIC_NAMES,
  type TopicName,
} from '../../shared/contract/index.ts';
import type { RequestHandlers, TopicSources } from './handlers.ts';
import { isTrustedSender } from './sender.ts';
import { PageSubscriptions } from './subscriptions.ts';
import type { TopicSource } from './topic-source.ts';
import type { IpcPage, IpcTransport } from './transport.ts';

const requestEnvelope = z.object({ name: z.string(), input: z.unknown() });
const subscribeEnvelope = z.object({
  subscription: z.int().min(0),
  topic: z.enum(TOPIC_NAMES),
  param: z.string().max(1000).optional(),
});
const unsubscribeEnvelope = z.object({ subscription: z.int().min(0) });

const UNTRUSTED: Failure = {
  code: 'invalid-input',
  title: 'This page may not talk to Slipway.',
  meaning: 'Only the page that Slipway itself serves is answered.',
};

/**
 * Binds the contract to the services. Every message passes the same gate: sender, then schema, then handler; what is
 * thrown leaves as a failure value.
 *
 * @param report told about every failure that is a fault of Slipway itself, never with the input.
 * @returns the function that unbinds all of it.
 */
export function bindContract(options: {
  readonly transport: IpcTransport;
  /** May come later: who asks meanwhile waits. If they never come, the reason is the answer to all. */
  readonly handlers: RequestHandlers | Promise<RequestHandlers>;
  readonly topics: TopicSources | Promise<TopicSources>;
  readonly report?: (name: string, error: unknown) => void;
}): () => void {
  const { transport, handlers, topics, report } = options;
  const pages = new Map<number, PageSubscriptions>();
  // Whoever asks is told.
  for (const coming of [handlers, topics]) Promise.resolve(coming).catch(() => {});

  function subscriptionsOf(page: IpcPage): PageSubscriptions {
    const known = pages.get(page.id);
    if (known !== undefined) return known;
    const fresh = new PageSubscriptions(page);
    pages.set(page.id, fresh);
    page.onGone(() => pages.delete(page.id));
    return fresh;
  }

  function gate<T>(name: string, act: (page: IpcPage, payload: unknown) => Promise<T> | T) {
    return async (page: IpcPage, payload: unknown): Promise<Reply<T>> => {
      if (!isTrustedSender(page)) return { ok: false, failure: UNTRUSTED };
      try {
        return { ok: true, value: await act(page, payload) };
      } catch (error) {
        const failure = failureOf(error);
        if (failure.code === 'internal') report?.(name, error);
        return { ok: false, failure };
      }
    };
  }

  const unbind = [
    transport.handle(
      REQUEST_CHANNEL,
      gate('request', async (_page, payload) => {
        const { name, input } = parse(requestEnvelope, payload);
        if (!Object.hasOwn(requestSchemas, name)) throw invalid(`There is no request named ${name.slice(0, 100)}.`);
        const request = name as RequestName;
        const value = parse(requestSchemas[request], input);
        const handler = (await handlers)[request] as (value: unknown) => Promise<unknown>;
        return handler(value);
      }),
    ),
    transport.handle(
      SUBSCRIBE_CHANNEL,
      gate('subscribe', async (page, payload) => {
        const { subscription, topic, param } = parse(subscribeEnvelope, payload);
        const subscriptions = subscriptionsOf(page);
        if (!subscriptions.hasRoom()) throw invalid('This page holds too many subscriptions.');
        const stillWanted = subscriptions.announce(subscription);
        const open = (await topics)[topic] as (value: string | undefined) => TopicSource<TopicName>;
        // The page may have changed its mind, or be gone.
        if (stillWanted()) subscriptions.add(subscription, open(param));
        return null;
      }),
    ),
    transport.handle(
      UNSUBSCRIBE_CHANNEL,
      gate('unsubscribe', (page, payload) => {
        subscriptionsOf(page).remove(parse(unsubscribeEnvelope, payload).subscription);
        return null;
      }),
    ),
    transport.handle(
      TAKEN_CHANNEL,
      gate('taken', (page) => {
        subscriptionsOf(page).taken();
        return null;
      }),
    ),
  ];

  return () => {
    for (const end of unbind) end();
    for (const page of pages.values()) page.dispose();
    pages.clear();
  };
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw invalid(issue?.message ?? 'The value has another shape.', issue?.path.map(String).join('.'));
}

function invalid(detail: string, field?: string): SlipwayError {
  return new SlipwayError({
    code: 'invalid-input',
    title: 'That value cannot be used.',
    remedy: 'Correct it and try again.',
    detail,
    ...(field ? { field } : {}),
  });
}
