export { readBoolean } from './boolean.ts';
export type { ChangeFacts, ChangeWay } from './change.ts';
export { type CheckFacts, checkOptions } from './check.ts';
export type { ActualContainer, CompareFacts, Difference } from './compare.ts';
export {
  ALL_GPUS,
  type BodyFacts,
  type BodyInput,
  CONFIG_FOLDER,
  type ContainerCreateBody,
  containerCreateBody,
  containerName,
  type HostConfigBody,
  type MountBody,
  STATE_FOLDER,
  stateVolumeName,
} from './container-body.ts';
export { writeDuration } from './duration.ts';
export { type FlagsToStore, withDefaultEntitlement } from './entitlement.ts';
export {
  formatDisk,
  formatExactBytes,
  formatIec,
  formatLimit,
  formatMemory,
  formatTransfer,
  groupDigits,
} from './format-size.ts';
export { formatAge, formatDuration, formatRunning } from './format-time.ts';
export { type OptionIssue, type OptionsResult, type ParsedOptions, parseOptions } from './parse.ts';
export type { Read, Unreadable } from './read.ts';
export type { RestartPolicy } from './restart-policy.ts';
export {
  cpuOptions,
  cpusOf,
  GIGABYTE,
  LEAST_CPUS,
  LEAST_MEMORY,
  memoryOf,
  memoryOption,
  snapCpus,
  snapMemory,
  stepCpus,
  stepMemory,
  swapOf,
} from './sliders.ts';
export {
  type ChangeKind,
  DEFAULT_IMAGE,
  type DriverOption,
  type DriverOptionKey,
  type Grammar,
  type Need,
} from './table.ts';
