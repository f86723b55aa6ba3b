import fc from 'fast-check';
import { expect, it } from 'vitest';
import { applyChange, type TopicChange, type TopicState } from '../../shared/contract/index.ts';
import { mergeChanges } from './topic-source.ts';

type Change = TopicChange<'builds'>;

const item = fc.record({ name: fc.string({ maxLength: 3 }) });
const id = fc.constantFrom('a', 'b', 'c', 'd');
const change = fc.record(
  {
    head: fc.record({ failures: fc.constant([]), loaded: fc.boolean() }),
    patch: fc.record({ failures: fc.array(fc.nat(3), { maxLength: 2 }), loaded: fc.boolean() }, { requiredKeys: [] }),
    upsert: fc.dictionary(id, item),
    remove: fc.uniqueArray(id),
  },
  { requiredKeys: [] },
) as unknown as fc.Arbitrary<Change>;

/** A change may not name one id twice; `applyChange` would let the removal win. */
const clean = change.map((one) => ({
  ...one,
  ...(one.remove ? { remove: one.remove.filter((key) => !Object.hasOwn(one.upsert ?? {}, key)) } : {}),
}));

it('merged changes give the state that they give one by one, and twice changes nothing', () => {
  const start: TopicState<'builds'> = { head: { failures: [], loaded: false }, items: {} };
  fc.assert(
    fc.property(fc.array(clean, { minLength: 1, maxLength: 12 }), (changes) => {
      const oneByOne = changes.reduce((state, next) => applyChange(state, next), start);
      const merged = changes.reduce<Change>((all, next) => mergeChanges<'builds'>(all, next), {});
      const once = applyChange(start, merged);
      expect(once).toEqual(oneByOne);
      expect(applyChange(once, merged)).toEqual(once);
    }),
  );
});
