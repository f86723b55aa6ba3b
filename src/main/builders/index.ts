/** What exists: Engines, builders and their nodes, kept true by events; and starting and stopping a node. */

export { inListOrder } from './builder-item.ts';
export { BuildersService } from './builders-service.ts';
export { microsNow } from './clock.ts';
export { EnginesService } from './engines-service.ts';
export { dataUnwritable, isNotFound, orUndefined, wordsOf } from './failures.ts';
export { PURPOSE_LABEL } from './gpu-probe.ts';
export * from './names.ts';
export type { NodeFate } from './node-fate.ts';
export { failureOfIssues } from './node-options.ts';
export { parsePlatforms } from './parse-platforms.ts';
export { formatPlatform } from './platforms.ts';
export { proxiesOf } from './proxy-config.ts';
export { TopicStore } from './topic-store.ts';
export type * from './types.ts';
export { UsageService } from './usage-service.ts';
export { withinTime } from './within-time.ts';
