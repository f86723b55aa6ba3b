import type { Failure } from './failure.ts';

/** One row of `docker buildx ls` and all that `docker buildx inspect` shows of it. */
export interface BuilderItem {
  /** As typed by its maker. */
  readonly name: string;
  readonly driver: string;
  /** True for the builder that each docker context brings along (no file in the store). */
  readonly implicit: boolean;
  /** Current for the docker context that is current now. */
  readonly current: boolean;
  /** Docker contexts (or endpoint keys) for which the store names it current or default. */
  readonly currentFor: readonly string[];
  /** µs; absent when buildx has none. */
  readonly lastActivity?: number;
  readonly status: BuilderStatus;
  readonly nodes: readonly NodeItem[];
  /** Why the builder as a whole could not be read. */
  readonly failure?: Failure;
  /** An operation that works on it now. */
  readonly operation?: { readonly id: string; readonly kind: 'creating' | 'starting' | 'stopping' | 'removing' };
}

/** `error`: its Engine does not answer or its settings cannot be read; `stale` says how old the shown data is. */
export type BuilderStatus = 'loading' | 'inactive' | 'stopped' | 'running' | 'error';

export interface NodeItem {
  /** Engine id and container name; the same node seen through two contexts has one key. */
  readonly key: string;
  readonly name: string;
  /** As stored: a context name or a host URL. */
  readonly endpoint: string;
  readonly engineId?: string;
  readonly status: BuilderStatus;
  readonly failure?: Failure;
  /** µs of the last time that its Engine answered, when it does not answer now. */
  readonly staleSince?: number;
  readonly container?: NodeContainer;
  readonly stateVolume?: string;
  readonly driverOptions: Readonly<Record<string, string>>;
  readonly flags: readonly string[];
  /** Files copied to /etc/buildkit: path, and size in bytes. Contents by request, since they may hold keys. */
  readonly files: readonly { readonly path: string; readonly size: number }[];
  readonly buildkitVersion?: string;
  readonly platforms: readonly NodePlatform[];
  readonly features: Readonly<Record<string, boolean>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly devices: readonly {
    readonly name: string;
    readonly autoAllow: boolean;
    readonly onDemand: boolean;
    readonly annotations: Readonly<Record<string, string>>;
  }[];
  readonly gcPolicy: readonly GcRule[];
  readonly proxy: Readonly<Record<string, string>>;
}

/** What the container really has, from its inspection; limits of 0 mean none. */
export interface NodeContainer {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly imageId: string;
  readonly createdAt: number;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  readonly state: string;
  readonly oomKilled: boolean;
  readonly memory: number;
  readonly memorySwap: number;
  readonly cpuQuota: number;
  readonly cpuPeriod: number;
  readonly cpuShares: number;
  readonly nanoCpus: number;
  readonly cpusetCpus: string;
  readonly cpusetMems: string;
  readonly cgroupParent: string;
  readonly restartPolicy: string;
  readonly networkMode: string;
  /** Networks that the container is attached to, with its address on each. */
  readonly networks: readonly { readonly name: string; readonly address: string }[];
}

export interface NodePlatform {
  readonly name: string;
  /** Given by `--platform` at creation. */
  readonly fixed: boolean;
  /** Native to the node's machine; the others run by emulation. */
  readonly native: boolean;
}

/** Sizes in bytes, duration in µs; 0 means not set, as BuildKit reads it. */
export interface GcRule {
  readonly all: boolean;
  readonly filters: readonly string[];
  readonly keepDuration: number;
  readonly reservedSpace: number;
  readonly maxUsedSpace: number;
  readonly minFreeSpace: number;
}

export interface BuildersHead {
  /** Name of the builder that `docker buildx build` would use now. */
  readonly current?: string;
  /** Context for which it is current. */
  readonly currentContext: string;
  /** False until the store has been read once. */
  readonly loaded: boolean;
  /** Stray or broken files in the store: reported, never deleted. */
  readonly problems: readonly { readonly file: string; readonly reason: string }[];
  readonly failure?: Failure;
}

/** Newest last, at most 60, one a second. */
export interface UsageItem {
  readonly samples: readonly UsageSample[];
}

export interface UsageSample {
  readonly time: number;
  /** Cores' worth of work: 1.5 = one and a half cores busy. Absent in the first sample, which has nothing to compare with. */
  readonly cpu?: number;
  /** Bytes in use without the page cache that can be dropped. */
  readonly memory: number;
}

/** A state volume that is there already for a builder about to be made. */
export interface StateVolume {
  readonly name: string;
  /** µs */
  readonly createdAt: number;
  readonly node: string;
  /** Container names that use it now. */
  readonly usedBy: readonly string[];
}

/** Size in bytes; `unknown` says why it could not be measured. */
export type VolumeSize =
  | { readonly kind: 'known'; readonly bytes: number }
  | { readonly kind: 'unknown'; readonly reason: string };
