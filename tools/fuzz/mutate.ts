import fc from 'fast-check';

/** Names that are there without being set. */
export const HOSTILE_NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '__defineGetter__',
];

/** Any JSON value with the names that JavaScript's objects have by themselves, and numbers at the edges. */
export const anyJson: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom<unknown>(null, true, false, '', '__proto__', {}, []),
    fc.constantFrom(0, -1, 1.5, 2 ** 31, 2 ** 53, -(2 ** 63), 1e21, 1e300, 5e-324),
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.array(tie('value'), { maxLength: 3 }),
    members(tie('value')),
  ),
})).value;

function members(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const name = fc.oneof(fc.constantFrom(...HOSTILE_NAMES, 'a', ''), fc.string({ maxLength: 6 }));
  // Not by fc.dictionary: a plain assignment of __proto__ would set the prototype.
  return fc.array(fc.tuple(name, value), { maxLength: 3 }).map((entries) => fromEntries(entries));
}

/** What `JSON.parse` would make of it: `__proto__` is a member like any other. */
export function fromEntries(entries: Iterable<readonly [string, unknown]>): Record<string, unknown> {
  return Object.fromEntries(entries);
}

type Change =
  | { readonly kind: 'replace' | 'insert'; readonly at: number; readonly value: unknown; readonly name: string }
  | { readonly kind: 'drop' | 'double'; readonly at: number }
  | { readonly kind: 'rename'; readonly at: number; readonly name: string };

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('replace' as const, 'insert' as const),
    at: fc.nat({ max: 500 }),
    value: anyJson,
    name: fc.constantFrom(...HOSTILE_NAMES, 'x'),
  }),
  fc.record({ kind: fc.constantFrom('drop' as const, 'double' as const), at: fc.nat({ max: 500 }) }),
  fc.record({
    kind: fc.constant('rename' as const),
    at: fc.nat({ max: 500 }),
    name: fc.constantFrom(...HOSTILE_NAMES, 'X'),
  }),
);

/** One of the samples with some of its values replaced, dropped, renamed, doubled, or members added. */
export function mutatedJson(...samples: readonly unknown[]): fc.Arbitrary<unknown> {
  return fc
    .tuple(fc.constantFrom(...samples), fc.array(change, { maxLength: 4 }))
    .map(([sample, changes]) => changes.reduce<unknown>(apply, sample));
}

/** The text of such a value, sometimes damaged as text. */
export function mutatedJsonText(...samples: readonly unknown[]): fc.Arbitrary<string> {
  const whole = mutatedJson(...samples).map((value) => JSON.stringify(value) ?? '');
  return fc.oneof({ weight: 4, arbitrary: whole }, { weight: 1, arbitrary: mutatedText(whole) });
}

/** A text with pieces cut out, doubled, swapped or put in. */
export function mutatedText(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const edit = fc.tuple(
    fc.nat(),
    fc.nat({ max: 40 }),
    fc.oneof(fc.constant(''), fc.string({ unit: 'binary', maxLength: 8 })),
  );
  return fc.tuple(text, fc.array(edit, { minLength: 1, maxLength: 4 })).map(([whole, edits]) =>
    edits.reduce((now, [at, length, put]) => {
      const from = now.length === 0 ? 0 : at % now.length;
      return now.slice(0, from) + put + now.slice(from + length);
    }, whole),
  );
}

/** Bytes with some replaced, cut out or put in. */
export function mutatedBytes(bytes: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
  const edit = fc.tuple(fc.nat(), fc.nat({ max: 9 }), fc.uint8Array({ maxLength: 9 }));
  return fc.tuple(bytes, fc.array(edit, { maxLength: 4 })).map(([whole, edits]) =>
    edits.reduce((now, [at, length, put]) => {
      const from = now.length === 0 ? 0 : at % now.length;
      return new Uint8Array([...now.subarray(0, from), ...put, ...now.subarray(from + length)]);
    }, whole),
  );
}

/** A stream cut anywhere. */
export function cut(bytes: Uint8Array, places: readonly number[]): Buffer[] {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = [...new Set(places.map((place) => (whole.length === 0 ? 0 : place % whole.length)))].sort((a, b) => a - b);
  return [0, ...at].map((from, index) => whole.subarray(from, at[index] ?? whole.length));
}

function apply(value: unknown, change: Change): unknown {
  let left = change.at % (countOf(value) + 1);
  const visit = (now: unknown): unknown => {
    const mine = left-- === 0;
    if (mine && change.kind === 'replace') return change.value;
    if (typeof now !== 'object' || now === null) return mine && change.kind === 'insert' ? change.value : now;
    if (Array.isArray(now)) {
      const list = now.map(visit);
      if (!mine) return list;
      if (change.kind === 'insert') return [...list, change.value];
      if (change.kind === 'double') return [...list, ...list];
      return change.kind === 'drop' ? list.slice(1) : list;
    }
    const entries = Object.entries(now).map(([key, held]) => [key, visit(held)] as const);
    if (!mine) return fromEntries(entries);
    if (change.kind === 'insert') return fromEntries([...entries, [change.name, change.value]]);
    if (change.kind === 'rename') return fromEntries([...entries.slice(1), [change.name, entries[0]?.[1]]]);
    return change.kind === 'drop' ? fromEntries(entries.slice(1)) : fromEntries(entries);
  };
  return visit(value);
}

function countOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((sum, held) => sum + countOf(held), 1);
}

/**
 * Texts in which something short is repeated very often: what takes as many steps as the square of its length does not end within the time
 * that one input has. Each begins with one of `before`, repeats one of `unit` and ends with one of `after`.
 */
export function pumped(
  before: readonly string[],
  unit: readonly string[],
  after: readonly string[],
): fc.Arbitrary<string> {
  return fc
    .tuple(
      fc.constantFrom(...before),
      fc.constantFrom(...unit),
      fc.constantFrom(3, 3, 3, 300_000),
      fc.constantFrom(...after),
    )
    .map(([first, one, count, last]) => first + one.repeat(Math.ceil(count / one.length)) + last);
}
