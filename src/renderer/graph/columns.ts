import type { Topology, TopologyStage } from './topology.ts';

/**
 * Column of each stage: the longest path that leads to it. Stages of the same name on several platforms share a column,
 * so that they stand above each other. A stage that has a column keeps it. Circles, which progress groups can make, are cut
 * where the walk meets them.
 */
export function columnsOf(topology: Topology, placed: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const groups = groupStages(topology);
  const groupOf = new Map<string, string>();
  for (const [key, stages] of groups) for (const stage of stages) groupOf.set(stage.id, key);
  const depth = new Map<string, number>();

  for (const key of inOrder(groups, groupOf)) {
    const stages = groups.get(key) ?? [];
    const fixed = stages.flatMap((stage) => placed.get(stage.id) ?? []);
    if (fixed.length > 0) {
      depth.set(key, Math.max(...fixed));
      continue;
    }
    let column = 0;
    for (const stage of stages) {
      for (const need of stage.needs) column = Math.max(column, (depth.get(groupOf.get(need) ?? '') ?? -1) + 1);
    }
    depth.set(key, column);
  }
  return new Map(
    topology.stages.map((stage) => [stage.id, placed.get(stage.id) ?? depth.get(groupOf.get(stage.id) ?? '') ?? 0]),
  );
}

function groupStages(topology: Topology): ReadonlyMap<string, readonly TopologyStage[]> {
  const groups = new Map<string, TopologyStage[]>();
  for (const stage of topology.stages) {
    const key = stage.kind === 'stage' && stage.platform !== undefined ? `name:${stage.name}` : `id:${stage.id}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [stage]);
    else known.push(stage);
  }
  return groups;
}

/** Group keys, each after those that it needs. No recursion: a chain may be thousands long. */
function inOrder(
  groups: ReadonlyMap<string, readonly TopologyStage[]>,
  groupOf: ReadonlyMap<string, string>,
): readonly string[] {
  const order: string[] = [];
  const seen = new Set<string>();
  for (const start of groups.keys()) {
    if (seen.has(start)) continue;
    seen.add(start);
    const path = [{ key: start, needs: needsOf(start, groups, groupOf), next: 0 }];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const need = top.needs[top.next];
      if (need === undefined) {
        order.push(top.key);
        path.pop();
        continue;
      }
      top.next += 1;
      if (seen.has(need)) continue;
      seen.add(need);
      path.push({ key: need, needs: needsOf(need, groups, groupOf), next: 0 });
    }
  }
  return order;
}

function needsOf(
  key: string,
  groups: ReadonlyMap<string, readonly TopologyStage[]>,
  groupOf: ReadonlyMap<string, string>,
): readonly string[] {
  const needs = new Set<string>();
  for (const stage of groups.get(key) ?? []) {
    for (const need of stage.needs) {
      const other = groupOf.get(need);
      if (other !== undefined && other !== key) needs.add(other);
    }
  }
  return [...needs];
}
