import type { BuildSummary } from '../../shared/contract/index.ts';

/** Running builds of a builder, oldest first. */
export function runningOn(builder: string, builds: readonly BuildSummary[]): readonly BuildSummary[] {
  return builds
    .filter((build) => build.builder === builder && build.status === 'running')
    .sort((a, b) => a.startedAt - b.startedAt);
}

/** Who started it, in words. */
export function originWord(build: BuildSummary): string {
  return build.origin === 'slipway' ? 'Slipway' : 'Started elsewhere';
}
