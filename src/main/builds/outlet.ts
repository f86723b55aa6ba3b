import type { FromBuildWorker } from './worker-messages.ts';

/** Steps that go into one message. */
const MOST_STEPS = 500;

/** What a build's worker tells in order. */
export interface Outlet {
  /** Goes out after all that was said before. A large view goes in several messages with pauses between them. */
  say(message: FromBuildWorker): void;
  /** Something that was said waits for its turn. */
  readonly waiting: boolean;
  /** Drops what waits. */
  close(): void;
}

/**
 * Main takes a message apart as a whole, and several that lie ready at once go. So that it is never long at it, thousands of
 * steps are told bit by bit.
 *
 * @param pause milliseconds between two large messages
 */
export function createOutlet(post: (message: FromBuildWorker) => void, pause: number): Outlet {
  const waiting: FromBuildWorker[] = [];
  let timer: NodeJS.Timeout | undefined;

  function drain(): void {
    timer = undefined;
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      post(next);
      if (next.kind !== 'steps') continue;
      timer = setTimeout(drain, pause);
      return;
    }
  }

  return {
    say(message) {
      waiting.push(...inParts(message));
      if (timer === undefined) drain();
    },
    get waiting() {
      return waiting.length > 0;
    },
    close() {
      clearTimeout(timer);
      waiting.length = 0;
    },
  };
}

function inParts(message: FromBuildWorker): readonly FromBuildWorker[] {
  if (message.kind !== 'view' || message.view.steps.length <= MOST_STEPS) return [message];
  const { steps } = message.view;
  const parts: FromBuildWorker[] = [];
  let from = 0;
  for (; from + MOST_STEPS < steps.length; from += MOST_STEPS) {
    parts.push({ kind: 'steps', steps: steps.slice(from, from + MOST_STEPS) });
  }
  return [...parts, { kind: 'view', view: { ...message.view, steps: steps.slice(from) } }];
}
