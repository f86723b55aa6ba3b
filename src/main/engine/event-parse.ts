import { z } from 'zod';
import { orElse, text, textMap } from './answers.ts';
import type { EngineEvent } from './types-engine.ts';

const TYPES = ['container', 'volume', 'network', 'image'] as const;
/** What is asked for; the Engine has no filter against single actions. */
export const EVENT_TYPES: readonly string[] = TYPES;

const eventSchema = z.object({
  Type: text,
  Action: text,
  Actor: orElse(z.object({ ID: text, Attributes: textMap }), { ID: '', Attributes: {} }),
  time: z.number().optional(),
});

/** An event with its time in nanoseconds since 1970, by the Engine's clock. */
export interface StampedEvent {
  readonly event: EngineEvent;
  readonly nanos: bigint;
}

/**
 * One line of `GET /events`. Undefined for what nobody here wants: `exec_*`, which our own calls cause. `timeNano` is
 * read from the text, since it is above what a JavaScript number holds exactly.
 *
 * @throws when the line is no event
 */
export function parseEvent(line: string): StampedEvent | undefined {
  const read = eventSchema.parse(JSON.parse(line));
  const type = TYPES.find((known) => known === read.Type);
  if (type === undefined || read.Action.startsWith('exec_')) return undefined;
  const nanos = BigInt(/"timeNano"\s*:\s*(\d+)/.exec(line)?.[1] ?? `${read.time ?? 0}000000000`);
  const { ID: id, Attributes: attributes } = read.Actor;
  return {
    event: {
      type,
      action: read.Action,
      id,
      name: type === 'volume' ? id : (attributes.name ?? id),
      attributes,
      at: Number(nanos / 1000n),
    },
    nanos,
  };
}
