import type { UsageSample } from '../../shared/contract/index.ts';
import { useTopicItem } from '../app/index.ts';

const NONE: readonly UsageSample[] = [];

/** CPU and memory of a node, one sample a second, measured only while this is mounted. Newest last. */
export function useUsage(nodeKey: string): readonly UsageSample[] {
  return useTopicItem('usage', nodeKey)?.samples ?? NONE;
}

/** True when the newest `seconds` samples all are at 95 % of the limit or above. */
export function isAtLimit(values: readonly (number | undefined)[], limit: number | undefined, seconds = 10): boolean {
  if (limit === undefined || values.length < seconds) return false;
  return values.slice(-seconds).every((value) => value !== undefined && value >= limit * 0.95);
}
