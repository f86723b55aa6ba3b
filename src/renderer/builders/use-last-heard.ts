import type { BuildSummary } from '../../shared/contract/index.ts';
import { useTopicPart } from '../app/index.ts';
import { lastHeardOf } from './builds-of.ts';

/** `lastHeardOf` a build that may not be known yet, among the builders as they are now. */
export function useLastHeard(build: BuildSummary | undefined): number | undefined {
  return useTopicPart('builders', ({ items }) => (build === undefined ? undefined : lastHeardOf(build, items)));
}
