import { z } from 'zod';
import { orElse, text, textMap } from './answers.ts';
import type { EngineEvent } from './types-engine.ts';

const TYPES = ['container', 'volume', 'network', 'image'] as const;
/** What is asked for; the Engine has no filter against single actions. */
export const EVENT_TYPES: readonly string[] = TYPES;

/** The end of Go's own range: no clock says more. */
const LATEST = 2n ** 63n - 1n;

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
 * One line of `GET /events`. Undefined for what nobody here wants: `exec_*`, which our own calls cause, and for what is no
 * event: one odd line must not end the stream, which would be opened again and again at the same line.
 */
export function parseEvent(line: string): StampedEvent | undefined {
  const read = readEvent(line);
  const type = TYPES.find((known) => known === read?.Type);
  if (read === undefined || type === undefined || read.Action.startsWith('exec_')) return undefined;
  const nanos = nanosOf(line, read.time);
  if (nanos > LATEST) return undefined;
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

function readEvent(line: string): z.output<typeof eventSchema> | undefined {
  try {
    return eventSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** `timeNano` is read from the text, since it is above what a JavaScript number holds exactly. */
function nanosOf(line: string, seconds = 0): bigint {
  const written = /"timeNano"\s*:\s*(\d+)(?![\d.eE])/.exec(line)?.[1];
  if (written !== undefined) return BigInt(written);
  return seconds > 0 && Number.isFinite(seconds) ? BigInt(Math.trunc(seconds)) * 1_000_000_000n : 0n;
}
