import { z } from 'zod';
import { SlipwayError } from '../../shared/contract/failure.ts';

/** Go leaves out what is empty or writes null: both read as the given value. */
export const orElse = <Schema extends z.ZodType>(schema: Schema, value: z.output<Schema>) =>
  schema.nullish().transform((read) => (read ?? value) as z.output<Schema>);

export const text = orElse(z.string(), '');
export const number = orElse(z.number(), 0);
export const flag = orElse(z.boolean(), false);
export const texts = orElse(z.array(z.string()), []);
export const textMap = orElse(z.record(z.string(), z.string()), {});

/** Parses an answer of the Engine. A shape that does not fit is our fault or a stranger's, never the person's. */
export function parseAnswer<Schema extends z.ZodType>(schema: Schema, answer: unknown, what: string): z.output<Schema> {
  const read = schema.safeParse(answer);
  if (read.success) return read.data;
  throw new SlipwayError({
    code: 'internal',
    title: `The Docker Engine answered in a form that Slipway does not know (${what}).`,
    detail: read.error.issues
      .slice(0, 3)
      .map((issue) => `${issue.path.join('.')}: ${issue.message}`)
      .join('; '),
  });
}

/**
 * An RFC 3339 time of the Engine in microseconds since 1970, digits below dropped. Undefined for Go's zero time, an
 * empty text, another form, or a time that a number cannot hold exactly (after 2255).
 */
export function microsOf(time: string): number | undefined {
  const parts = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/.exec(time);
  if (parts === null) return undefined;
  const seconds = Date.parse(`${parts[1]}${parts[3]}`) / 1000;
  const micros = seconds * 1_000_000 + Number((parts[2] ?? '').padEnd(6, '0').slice(0, 6));
  return Number.isSafeInteger(micros) && micros >= 0 ? micros : undefined;
}
