import { APP_ORIGIN } from '../../src/main/ipc/sender.ts';
import type { IpcPage, IpcTransport } from '../../src/main/ipc/transport.ts';
import {
  REQUEST_CHANNEL,
  SUBSCRIBE_CHANNEL,
  TAKEN_CHANNEL,
  TOPICS_CHANNEL,
  UNSUBSCRIBE_CHANNEL,
} from '../../src/shared/contract/channels.ts';
import {
  applyChange,
  type Reply,
  type RequestInput,
  type RequestName,
  type RequestOutput,
  SlipwayError,
  type TopicMessage,
  type TopicName,
  type TopicParam,
  type TopicState,
} from '../../src/shared/contract/index.ts';

/** The window's part: asks and subscribes over the same gate as the page, in this process. Values cross as copies. */
export interface SoakPage {
  readonly transport: IpcTransport;
  ask<Name extends RequestName>(name: Name, input: RequestInput<Name>): Promise<RequestOutput<Name>>;
  /** Subscribes until the condition holds, then ends the subscription and gives the state. */
  until<Name extends TopicName>(
    topic: Name,
    param: TopicParam<Name>,
    condition: (state: TopicState<Name>) => boolean,
    limitMs?: number,
  ): Promise<TopicState<Name>>;
  /** As the page that is gone, with all its subscriptions. */
  close(): void;
}

type Handler = (page: IpcPage, payload: unknown) => Promise<unknown>;

export function openPage(): SoakPage {
  const handlers = new Map<string, Handler>();
  const listeners = new Map<number, (message: TopicMessage) => void>();
  const gone: (() => void)[] = [];
  let subscriptions = 0;
  const invoke = (channel: string, payload: unknown): Promise<unknown> =>
    (handlers.get(channel) as Handler)(page, structuredClone(payload));
  const page: IpcPage = {
    id: 1,
    url: `${APP_ORIGIN}/`,
    isMainFrame: true,
    send: (channel, payload) => {
      if (channel !== TOPICS_CHANNEL) return;
      const messages = structuredClone(payload) as readonly TopicMessage[];
      setImmediate(() => {
        for (const message of messages) listeners.get(message.subscription)?.(message);
        void invoke(TAKEN_CHANNEL, null);
      });
    },
    onGone: (listener) => gone.push(listener),
  };
  const answer = async (channel: string, payload: unknown): Promise<unknown> => {
    const reply = (await invoke(channel, payload)) as Reply<unknown>;
    if (reply.ok) return reply.value;
    throw new SlipwayError(reply.failure);
  };
  return {
    transport: {
      handle(channel, handler) {
        handlers.set(channel, handler);
        return () => handlers.delete(channel);
      },
    },
    ask: (name, input) => answer(REQUEST_CHANNEL, { name, input }) as never,
    until(topic, param, condition, limitMs = 120_000) {
      const subscription = subscriptions++;
      return new Promise((resolve, reject) => {
        let state: TopicState<typeof topic> | undefined;
        const end = (act: () => void) => {
          clearTimeout(timer);
          listeners.delete(subscription);
          void answer(UNSUBSCRIBE_CHANNEL, { subscription }).then(act, reject);
        };
        const timer = setTimeout(() => {
          const head = JSON.stringify(state?.head)?.slice(0, 1500);
          end(() => reject(new Error(`What was waited for in ${topic} ${param ?? ''} did not come: ${head}`)));
        }, limitMs);
        listeners.set(subscription, (message) => {
          if (message.kind === 'failed') return end(() => reject(new SlipwayError(message.failure)));
          state =
            message.kind === 'snapshot'
              ? (message.state as typeof state)
              : state && applyChange(state, message.change as never);
          const now = state;
          if (now !== undefined && condition(now)) end(() => resolve(now));
        });
        answer(SUBSCRIBE_CHANNEL, { subscription, topic, ...(param === undefined ? {} : { param }) }).catch((error) =>
          end(() => reject(error)),
        );
      });
    },
    close() {
      for (const listener of gone.splice(0)) listener();
    },
  };
}
