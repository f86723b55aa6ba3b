import type { EngineKitName } from '../../../../tools/testbed/engine-kits.ts';

/** What the Engine tells of the container's own file system: nothing where containerd keeps it. */
const FILE_SYSTEM: Readonly<Record<EngineKitName, readonly string[]>> = {
  'docker-26': ['LowerDir', 'MergedDir', 'UpperDir', 'WorkDir'],
  'docker-28': ['ID', 'LowerDir', 'MergedDir', 'UpperDir', 'WorkDir'],
  'docker-newest': [],
};

/** The list of a kind of network, with what this Engine tells besides. */
export function ignoredOn(kit: EngineKitName, ignored: readonly string[]): readonly string[] {
  return [...ignored, ...FILE_SYSTEM[kit].map((name) => `GraphDriver.Data.${name}`)].sort();
}

/**
 * The one reviewed list of paths of a container's inspection in which two containers of the same name and settings, made
 * one after the other, must differ: ids, times, addresses, names. A path that does not differ fails the test that uses
 * it, so that nothing can hide here.
 */
const IGNORED = [
  'Created',
  'HostnamePath',
  'HostsPath',
  'Id',
  'LogPath',
  'Config.Hostname',
  'NetworkSettings.SandboxID',
  'NetworkSettings.SandboxKey',
  'ResolvConfPath',
  'State.Pid',
  'State.StartedAt',
] as const;

/**
 * On the default bridge the container has an endpoint with an id and addresses. Theirs are held by another container
 * while ours is made, so that the two always differ.
 */
export const IGNORED_ON_BRIDGE: readonly string[] = [
  ...IGNORED,
  'NetworkSettings.EndpointID',
  'NetworkSettings.IPAddress',
  'NetworkSettings.MacAddress',
  'NetworkSettings.Networks.bridge.EndpointID',
  'NetworkSettings.Networks.bridge.IPAddress',
  'NetworkSettings.Networks.bridge.MacAddress',
];

/** On the host's network the host's name is used, and there is no sandbox with a key of its own. */
export const IGNORED_ON_HOST: readonly string[] = [
  ...IGNORED.filter((path) => path !== 'Config.Hostname' && path !== 'NetworkSettings.SandboxKey'),
  'NetworkSettings.Networks.host.EndpointID',
];

/** On a network of one's own, held as the bridge is; the container's short id is one of its names there. */
export function ignoredOnNetwork(name: string): readonly string[] {
  const at = `NetworkSettings.Networks.${name}`;
  return [...IGNORED, `${at}.DNSNames.1`, `${at}.EndpointID`, `${at}.IPAddress`, `${at}.MacAddress`];
}

/** Paths of the leaves in which two values differ, sorted; a missing leaf differs from any. */
export function differingPaths(a: unknown, b: unknown): readonly string[] {
  const [left, right] = [leavesOf(a), leavesOf(b)];
  const paths = new Set([...left.keys(), ...right.keys()]);
  return [...paths].filter((path) => left.get(path) !== right.get(path)).sort();
}

function leavesOf(value: unknown, path = '', leaves = new Map<string, string>()): Map<string, string> {
  const members = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  if (members.length === 0) return leaves.set(path, JSON.stringify(value) ?? 'undefined');
  for (const [key, member] of members) leavesOf(member, path === '' ? key : `${path}.${key}`, leaves);
  return leaves;
}
