export { readBoolean } from './boolean.ts';
export { type ChangeFacts, type ChangeWay, changeOf } from './change.ts';
export { type CheckFacts, checkOptions } from './check.ts';
export { type ActualContainer, type CompareFacts, compare, type Difference } from './compare.ts';
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
export { readCpuset, writeCpuset } from './cpuset.ts';
export { readDuration, writeDuration } from './duration.ts';
export { type FlagsToStore, tomlEntitlements, withDefaultEntitlement } from './entitlement.ts';
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
export { readInteger } from './integer.ts';
export { checkValue, type OptionIssue, type OptionsResult, type ParsedOptions, parseOptions } from './parse.ts';
export type { Read, Unreadable } from './read.ts';
export {
  DEFAULT_RESTART_POLICY,
  RESTART_POLICY_NAMES,
  type RestartPolicy,
  readRestartPolicy,
  writeRestartPolicy,
} from './restart-policy.ts';
export { readSize, readSizeOrUnlimited, writeSize } from './size.ts';
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
  DEFAULT_CGROUP_PARENT,
  DEFAULT_CPU_PERIOD,
  DEFAULT_CPU_SHARES,
  DEFAULT_IMAGE,
  DRIVER_OPTIONS,
  type DriverOption,
  type DriverOptionKey,
  type Grammar,
  type Need,
  optionFor,
  optionOf,
} from './table.ts';
