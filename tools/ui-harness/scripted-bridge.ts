import type {
  AppCommand,
  Reply,
  RequestName,
  SlipwayBridge,
  TopicMessage,
  TopicName,
  TopicState,
} from '../../src/shared/contract/index.ts';
import type { HarnessState } from './state.ts';

/** What stands in the page in place of the preload: answers from a state, and a way to send commands as a menu would. */
export interface ScriptedBridge extends SlipwayBridge {
  sendCommand(command: AppCommand): void;
}

/** A bridge that says what a state holds. */
export function scriptedBridge(state: HarnessState): ScriptedBridge {
  const commandListeners = new Set<(command: AppCommand) => void>();
  const topicListeners = new Set<(messages: readonly TopicMessage[]) => void>();
  return {
    request: async (name: RequestName, input: unknown) => {
      const reply = state.replies?.[name] as ((input: unknown) => Reply<never> | 'never') | undefined;
      const answer = reply?.(input);
      if (answer === 'never') return new Promise<never>(() => undefined);
      return (
        answer ?? {
          ok: false,
          failure: { code: 'internal', title: `The state ${state.name} has no answer to ${name}.` },
        }
      );
    },
    subscribe: async (subscription: number, topic: TopicName, param: unknown) => {
      const known = state.topics[topic] as TopicState<TopicName> | Record<string, TopicState<TopicName>> | undefined;
      const snapshot =
        param === undefined ? known : (known as Record<string, TopicState<TopicName>>)?.[param as string];
      if (snapshot !== undefined) {
        const message = { subscription, seq: 0, kind: 'snapshot', state: snapshot } as TopicMessage;
        queueMicrotask(() => {
          for (const listener of topicListeners) listener([message]);
        });
      }
      return { ok: true, value: null };
    },
    unsubscribe: async () => ({ ok: true, value: null }),
    onTopics: (listener) => {
      topicListeners.add(listener);
      return () => topicListeners.delete(listener);
    },
    onCommand: (listener) => {
      commandListeners.add(listener);
      return () => commandListeners.delete(listener);
    },
    pathForFile: async () => '',
    sendCommand: (command) => {
      for (const listener of commandListeners) listener(command);
    },
  } as ScriptedBridge;
}
