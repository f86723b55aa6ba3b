import type { BuilderItem, BuildSummary } from '../../shared/contract/index.ts';

/**
 * True for a build of one of the builder's nodes. Two builders can have one node, as those of two docker contexts that lead
 * to one Engine, and its BuildKit does not tell for which of them it built.
 */
function isOn(builder: Pick<BuilderItem, 'name' | 'nodes'>, build: BuildSummary): boolean {
  return build.builder === builder.name || builder.nodes.some((node) => build.key === `${node.key}#${build.ref}`);
}

/** Running builds of a builder, oldest first. */
export function runningOn(
  builder: Pick<BuilderItem, 'name' | 'nodes'>,
  builds: readonly BuildSummary[],
): readonly BuildSummary[] {
  return builds
    .filter((build) => build.status === 'running' && isOn(builder, build))
    .sort((a, b) => a.startedAt - b.startedAt);
}

/** Names of all builders that a build can be of: the one that it was told under, then those that share the node. */
export function buildersOf(
  build: BuildSummary,
  builders: Readonly<Record<string, Pick<BuilderItem, 'name' | 'nodes'>>>,
): readonly string[] {
  const others = Object.values(builders).filter((each) => each.name !== build.builder && isOn(each, build));
  return [build.builder, ...others.map(({ name }) => name).sort()];
}

/**
 * µs of this computer's clock: when a running build was last heard of, if its builder does not answer any more. What has become of it is
 * not known then. Undefined where it is.
 */
export function lastHeardOf(
  build: BuildSummary,
  builders: Readonly<Record<string, Pick<BuilderItem, 'name' | 'nodes'>>>,
): number | undefined {
  if (build.status !== 'running') return undefined;
  const nodes = Object.values(builders)
    .flatMap((builder) => builder.nodes)
    .filter(({ key }) => build.key === `${key}#${build.ref}`);
  return nodes.every(({ status }) => status === 'error') ? nodes[0]?.staleSince : undefined;
}

/** Builds that run, as far as their builders answer. */
export function runningNow(
  builds: readonly BuildSummary[],
  builders: Readonly<Record<string, Pick<BuilderItem, 'name' | 'nodes'>>>,
): readonly BuildSummary[] {
  return builds.filter((build) => build.status === 'running' && lastHeardOf(build, builders) === undefined);
}

/** What a glyph says of a build that was running when it was last heard of. */
export const UNHEARD = 'was running when last heard of';

/** µs that a build had been running when it was last heard of. */
export function ranUntil(build: Pick<BuildSummary, 'startedAt' | 'clockOffset'>, lastHeard: number): number {
  return Math.max(0, lastHeard + (build.clockOffset ?? 0) - build.startedAt);
}

/** Who started it, in words. */
export function originWord(build: BuildSummary): string {
  return build.origin === 'slipway' ? 'Slipway' : 'Started elsewhere';
}
