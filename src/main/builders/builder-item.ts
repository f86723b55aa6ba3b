import type { BuilderItem, BuilderStatus, NodeItem } from '../../shared/contract/index.ts';
import { featuresOf } from './features.ts';
import { nodeKeyOf } from './names.ts';
import type { NodeSnapshot } from './node-snapshot.ts';
import { nodePlatformsOf } from './platforms.ts';
import type { BuilderOperation, DriverKind, ResolvedNode } from './types.ts';

type NodeFacts = Omit<ResolvedNode, 'driver' | 'engine'>;

/** One node as the screen sees it. `driver` is undefined while an implicit builder's Engine has not told. */
export function nodeItemOf(
  { node, container, implicit }: NodeFacts,
  driver: DriverKind | undefined,
  snapshot: NodeSnapshot,
  proxy: Readonly<Record<string, string>>,
): NodeItem {
  const { status, failure, engineId, staleSince, stateVolume, facts } = snapshot;
  const own = driver === 'docker-container' ? (container ?? '') : '';
  return {
    key: nodeKeyOf(engineId ?? `?${node.endpoint}`, implicit && driver !== 'docker-container' ? '' : own),
    name: node.name,
    endpoint: node.endpoint,
    ...(engineId === undefined ? {} : { engineId }),
    status,
    ...(failure ? { failure } : {}),
    ...(staleSince === undefined ? {} : { staleSince }),
    ...(snapshot.container ? { container: snapshot.container } : {}),
    ...(stateVolume === undefined ? {} : { stateVolume }),
    driverOptions: node.driverOpts ?? {},
    flags: node.flags ?? [],
    files: Object.entries(node.files ?? {}).map(([path, bytes]) => ({ path, size: bytes.byteLength })),
    ...(facts && facts.version !== '' ? { buildkitVersion: facts.version } : {}),
    platforms: nodePlatformsOf(node.platforms ?? [], facts?.platforms ?? []),
    features: facts ? featuresOf(driver ?? 'docker', node, facts) : {},
    labels: facts?.labels ?? {},
    devices: facts?.devices ?? [],
    gcPolicy: facts?.gcPolicy ?? [],
    proxy,
  };
}

export function builderItemOf(given: {
  readonly name: string;
  readonly driver: string;
  readonly implicit: boolean;
  readonly current: boolean;
  readonly currentFor: readonly string[];
  readonly lastActivity: number | undefined;
  readonly nodes: readonly NodeItem[];
  readonly operation: BuilderOperation | undefined;
}): BuilderItem {
  const { lastActivity, operation, nodes, ...rest } = given;
  // buildx fails an implicit builder as a whole, since it cannot tell its driver; a stored one fails node by node.
  const failure = given.implicit ? nodes[0]?.failure : undefined;
  return {
    ...rest,
    ...(lastActivity === undefined ? {} : { lastActivity }),
    status: builderStatusOf(nodes.map(({ status }) => status)),
    nodes,
    ...(failure ? { failure } : {}),
    ...(operation ? { operation } : {}),
  };
}

const PRECEDENCE: readonly BuilderStatus[] = ['running', 'loading', 'error', 'stopped', 'inactive'];

/** Running if any node runs; a builder without nodes is inactive. */
export function builderStatusOf(nodes: readonly BuilderStatus[]): BuilderStatus {
  return PRECEDENCE.find((status) => nodes.includes(status)) ?? 'inactive';
}

/**
 * In the order of `docker buildx ls` (docker/buildx builder/builder.go `GetBuilders`, commands/ls.go `lsPrint`): stored
 * ones by name, then implicit ones by name, broken ones last. Names compare byte by byte.
 */
export function inListOrder(items: readonly BuilderItem[]): readonly BuilderItem[] {
  const broken = (item: BuilderItem): number => (item.failure ? 1 : 0);
  const implicit = (item: BuilderItem): number => (item.implicit ? 1 : 0);
  return [...items].sort(
    (a, b) => broken(a) - broken(b) || implicit(a) - implicit(b) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
  );
}
