/**
 * Names that buildx derives from a node's (docker/buildx driver/driver.go `BuilderName`, driver/docker-container/driver.go).
 * Containers and volumes carry no labels: the name is all there is to know them by.
 */

import { containerName } from '../../shared/options/index.ts';

export { containerName as containerNameOf } from '../../shared/options/index.ts';

const CONTAINER_PREFIX = containerName('');
const STATE_SUFFIX = '_state';

export function stateVolumeOf(container: string): string {
  return `${container}${STATE_SUFFIX}`;
}

/** The node behind a container or volume name; undefined when it is none of a builder's. */
export function nodeOfName(name: string): string | undefined {
  if (!name.startsWith(CONTAINER_PREFIX)) return undefined;
  const rest = name.slice(CONTAINER_PREFIX.length);
  const node = rest.endsWith(STATE_SUFFIX) ? rest.slice(0, -STATE_SUFFIX.length) : rest;
  return node === '' ? undefined : node;
}

/** Key of a node everywhere: its Engine's id and its container's name, which is empty for the Engine's own BuildKit. */
export function nodeKeyOf(engineId: string, container: string): string {
  return `${engineId}/${container}`;
}
