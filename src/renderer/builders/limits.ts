import type { BuilderItem, NodeContainer, NodeItem } from '../../shared/contract/index.ts';

/** Memory limit that the container really has, bytes; undefined where it has none. */
export function memoryLimit(container: NodeContainer | undefined): number | undefined {
  return container !== undefined && container.memory > 0 ? container.memory : undefined;
}

/** CPU limit that the container really has, in cores' worth of work; undefined where it has none. */
export function cpuLimit(container: NodeContainer | undefined): number | undefined {
  if (container === undefined) return undefined;
  if (container.nanoCpus > 0) return container.nanoCpus / 1e9;
  return container.cpuQuota > 0 ? container.cpuQuota / (container.cpuPeriod || 100_000) : undefined;
}

export interface LimitSum {
  /** Bytes. */
  readonly memory: number;
  readonly cpus: number;
  /** Containers without a limit. */
  readonly memoryFree: number;
  readonly cpusFree: number;
}

/** What the limits of the containers on one Engine add up to. */
export function sumOfLimits(nodes: readonly NodeItem[]): LimitSum {
  const containers = nodes.flatMap((node) => (node.container === undefined ? [] : [node.container]));
  const memory = containers.map(memoryLimit);
  const cpus = containers.map(cpuLimit);
  return {
    memory: memory.reduce<number>((sum, limit) => sum + (limit ?? 0), 0),
    cpus: cpus.reduce<number>((sum, limit) => sum + (limit ?? 0), 0),
    memoryFree: memory.filter((limit) => limit === undefined).length,
    cpusFree: cpus.filter((limit) => limit === undefined).length,
  };
}

/** Nodes with a container of their own on an Engine, each once. */
export function containersOn(engineId: string | undefined, builders: readonly BuilderItem[]): readonly NodeItem[] {
  if (engineId === undefined) return [];
  const byKey = new Map<string, NodeItem>();
  for (const builder of builders) {
    if (builder.driver !== 'docker-container') continue;
    for (const node of builder.nodes) if (node.engineId === engineId) byKey.set(node.key, node);
  }
  return [...byKey.values()];
}

/** Part of a machine that is left to its Engine and system when limits are suggested; bytes and cores. */
export function reserveOf(facts: { readonly memory: number; readonly cpus: number }): {
  readonly memory: number;
  readonly cpus: number;
} {
  const half = 1024 ** 3 / 2;
  const memory = Math.max(half, Math.round((facts.memory * 0.08) / half) * half);
  return { memory: Math.min(memory, facts.memory / 4), cpus: facts.cpus >= 4 ? 1 : facts.cpus >= 2 ? 0.5 : 0 };
}
