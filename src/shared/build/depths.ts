/**
 * Longest way to each id from those that need nothing. A ring, which only groups can make, is cut somewhere, at the same
 * place whatever the order of the ids.
 *
 * @param needs what each id needs; what is no key of it does not count
 */
export function depthsOf(needs: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, number> {
  const ids = [...needs.keys()];
  const places = new Map(ids.map((id, place) => [id, place]));
  const users: number[][] = ids.map(() => []);
  const missing = new Uint32Array(ids.length);
  const depths = new Int32Array(ids.length).fill(-1);
  for (const [place, id] of ids.entries()) {
    for (const need of needs.get(id) ?? []) {
      const other = places.get(need);
      if (other === undefined) continue;
      users[other]?.push(place);
      missing[place] = (missing[place] ?? 0) + 1;
    }
  }
  const ready: number[] = [];
  for (const place of ids.keys()) if (missing[place] === 0) ready.push(place);
  for (const place of ready) {
    // Every id that it needs has been here before it.
    const depth = Math.max(0, depths[place] ?? 0);
    depths[place] = depth;
    for (const user of users[place] ?? []) {
      depths[user] = Math.max(depths[user] ?? 0, depth + 1);
      missing[user] = (missing[user] ?? 0) - 1;
      if (missing[user] === 0) ready.push(user);
    }
  }
  const known = new Map<string, number>();
  for (const place of ready) known.set(ids[place] as string, depths[place] ?? 0);
  if (known.size < ids.length) cutRings(ids.filter((id) => !known.has(id)).sort(), needs, known);
  return known;
}

/** Depths of ids that stand in a ring, or need one that does. */
function cutRings(
  ids: readonly string[],
  needs: ReadonlyMap<string, readonly string[]>,
  depths: Map<string, number>,
): void {
  const needed = (id: string) => (needs.get(id) ?? []).filter((need) => needs.has(need)).sort();
  const open = new Set<string>();
  for (const start of ids) {
    const stack = [start];
    while (stack.length > 0) {
      const id = stack[stack.length - 1] as string;
      const unknown = open.has(id) ? [] : needed(id).filter((need) => !depths.has(need) && !open.has(need));
      if (!depths.has(id) && unknown.length > 0) {
        open.add(id);
        for (const need of unknown) stack.push(need);
        continue;
      }
      stack.pop();
      open.delete(id);
      if (depths.has(id)) continue;
      depths.set(
        id,
        needed(id).reduce((deepest, need) => Math.max(deepest, (depths.get(need) ?? -1) + 1), 0),
      );
    }
  }
}
