import fc from 'fast-check';
import { expect, test } from 'vitest';
import { depthsOf } from './depths.ts';

const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
const graph = fc.array(fc.tuple(fc.nat(6), fc.nat(6)), { maxLength: 20 });

function needsOf(edges: readonly (readonly [number, number])[]): Map<string, string[]> {
  const needs = new Map<string, string[]>(ids.map((id) => [id, []]));
  for (const [from, to] of edges) needs.get(ids[from] ?? '')?.push(ids[to] ?? '');
  return needs;
}

test('a depth is one more than the deepest that is needed', () => {
  fc.assert(
    fc.property(graph, (edges) => {
      const needs = needsOf(edges.filter(([from, to]) => to < from));
      const depths = depthsOf(needs);
      for (const [id, list] of needs) {
        expect(depths.get(id)).toBe(Math.max(-1, ...list.map((need) => depths.get(need) ?? 0)) + 1);
      }
    }),
  );
});

test('rings are cut at the same place whatever the order', () => {
  fc.assert(
    fc.property(graph, fc.shuffledSubarray(ids, { minLength: 7 }), (edges, order) => {
      const needs = needsOf(edges);
      const depths = depthsOf(needs);
      expect([...depths.keys()].sort()).toEqual(ids);
      const shuffled = new Map(order.map((id) => [id, (needs.get(id) ?? []).toReversed()]));
      for (const id of ids) expect(depthsOf(shuffled).get(id)).toBe(depths.get(id));
    }),
  );
});

test('what is not known needs no place', () => {
  expect([...depthsOf(new Map([['a', ['nobody']]]))]).toEqual([['a', 0]]);
});
