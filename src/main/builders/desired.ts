import type { InstanceList, StoredNode } from '../buildx/index.ts';
import type { ContextList } from '../engine/index.ts';
import { containerNameOf, stateVolumeOf } from './names.ts';
import type { DriverKind, ResolvedNode } from './types.ts';

/** A builder as store and contexts name it, before anybody is asked how it is. */
export interface DesiredBuilder {
  readonly name: string;
  readonly driverName: string;
  /** Undefined for an implicit one: its Engine decides. */
  readonly driver: DriverKind | undefined;
  readonly implicit: boolean;
  readonly lastActivity: number | undefined;
  readonly nodes: readonly DesiredNode[];
}

export type DesiredNode = Omit<ResolvedNode, 'driver' | 'engine'>;

/**
 * What `docker buildx ls` would list: the stored builders, and one for each context whose name no stored one has
 * (docker/buildx builder/builder.go `GetBuilders`).
 */
export function desiredBuilders(
  stored: InstanceList,
  contexts: ContextList,
  activity: ReadonlyMap<string, number> = new Map(),
): readonly DesiredBuilder[] {
  const names = new Set(stored.instances.map(({ name }) => name));
  return [
    ...stored.instances.map((instance) => ({
      name: instance.name,
      driverName: instance.driver,
      driver: driverKindOf(instance.driver),
      implicit: false,
      lastActivity: instance.lastActivity,
      nodes: instance.nodes.map((node) => desiredNode(instance.name, instance.driver, node)),
    })),
    ...contexts.contexts
      .filter(({ name }) => !names.has(name))
      .map(({ name }) => ({ ...implicitBuilder(name), lastActivity: activity.get(name) })),
  ];
}

/** The builder that a docker context brings along. */
export function implicitBuilder(context: string): DesiredBuilder {
  const node: StoredNode = {
    name: context,
    endpoint: context,
    platforms: null,
    driverOpts: null,
    flags: null,
    files: null,
  };
  return {
    name: context,
    driverName: '',
    driver: undefined,
    implicit: true,
    lastActivity: undefined,
    nodes: [{ ...desiredNode(context, 'docker-container', node), driverName: '', implicit: true }],
  };
}

export function driverKindOf(driver: string): DriverKind {
  return driver === 'docker-container' || driver === 'remote' || driver === 'docker' ? driver : 'other';
}

export function desiredNode(builder: string, driverName: string, node: StoredNode): DesiredNode {
  const base = { builder, driverName, implicit: false, node };
  if (driverName !== 'docker-container') return base;
  const container = containerNameOf(node.name);
  return { ...base, container, stateVolume: stateVolumeOf(container) };
}
