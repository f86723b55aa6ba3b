import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EMPTY_MAP, get, hashOf, type PersistentMap, set, values } from './persistent-map.ts';

/** Two texts with one hash, found by looking; FNV-1a is small enough. */
function collision(): readonly [string, string] {
  const seen = new Map<number, string>();
  for (let number = 0; ; number += 1) {
    const key = `k${number}`;
    const other = seen.get(hashOf(key));
    if (other !== undefined) return [other, key];
    seen.set(hashOf(key), key);
  }
}

describe('PersistentMap', () => {
  test('holds what a Map holds, and old maps stay as they were', () => {
    const change = fc.tuple(fc.string({ maxLength: 2 }), fc.integer());
    fc.assert(
      fc.property(fc.array(change, { maxLength: 200 }), (changes) => {
        const model = new Map<string, number>();
        let map: PersistentMap<number> = EMPTY_MAP;
        for (const [key, value] of changes) {
          const before = map;
          const old = model.get(key);
          map = set(map, key, value);
          expect(get(before, key)).toBe(old);
          model.set(key, value);
        }
        expect(map.size).toBe(model.size);
        for (const [key, value] of model) expect(get(map, key)).toBe(value);
        expect(get(map, 'not there')).toBeUndefined();
        expect([...values(map)].sort()).toEqual([...model.values()].sort());
      }),
    );
  });

  test('keeps keys apart whose hashes are equal', () => {
    const [a, b] = collision();
    expect(hashOf(a)).toBe(hashOf(b));
    const map = set(set(set(EMPTY_MAP as PersistentMap<number>, a, 1), b, 2), a, 3);
    expect([get(map, a), get(map, b), map.size]).toEqual([3, 2, 2]);
  });

  test('is the same map when the value is there already', () => {
    const map = set(EMPTY_MAP as PersistentMap<object>, 'a', EMPTY_MAP);
    expect(set(map, 'a', EMPTY_MAP)).toBe(map);
  });
});
