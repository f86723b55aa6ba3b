/** What a daemon says of itself. Any text may be empty; distributions often report `v0.0.0+unknown`. */
export interface BuildkitVersion {
  readonly package: string;
  readonly version: string;
  readonly revision: string;
  /** Version of the built-in Dockerfile frontend, such as `1.28`; empty before BuildKit 0.30. */
  readonly dockerfileVersion: string;
}

export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant: string;
  readonly osVersion: string;
}

/** One garbage collection rule of a worker. Sizes in bytes, 0 = not set. */
export interface GcPolicy {
  readonly all: boolean;
  readonly filters: readonly string[];
  /** Microseconds. */
  readonly keepDuration: number;
  readonly reservedSpace: number;
  readonly maxUsedSpace: number;
  readonly minFreeSpace: number;
}

export interface CdiDevice {
  readonly name: string;
  readonly autoAllow: boolean;
  readonly onDemand: boolean;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface Worker {
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The first is the native one; duplicates occur. */
  readonly platforms: readonly Platform[];
  readonly gcPolicy: readonly GcPolicy[];
  /** Absent before BuildKit 0.11. */
  readonly version?: BuildkitVersion;
  readonly devices: readonly CdiDevice[];
}

export type CacheRecordType =
  | 'internal'
  | 'frontend'
  | 'source.local'
  | 'source.git.checkout'
  | 'exec.cachemount'
  | 'regular'
  | (string & {});

/** One entry of a daemon's cache. Size in bytes, times in microseconds since 1970. */
export interface CacheRecord {
  readonly id: string;
  readonly type: CacheRecordType;
  readonly description: string;
  readonly size: number;
  readonly mutable: boolean;
  readonly inUse: boolean;
  readonly shared: boolean;
  readonly parents: readonly string[];
  readonly usageCount: number;
  readonly createdAt?: number;
  readonly lastUsedAt?: number;
}

/** What to delete; sizes in bytes, `keepDuration` in microseconds. */
export interface PruneRequest {
  /** Alternatives; inside one, a comma means "and" (`type==regular`, `id~=…`). */
  readonly filter?: readonly string[];
  /** True also removes `internal`, `frontend` and shared records. */
  readonly all?: boolean;
  readonly keepDuration?: number;
  readonly reservedSpace?: number;
  readonly maxUsedSpace?: number;
  readonly minFreeSpace?: number;
}
