import type { Readable } from 'node:stream';
import type { Failure } from '../../shared/contract/failure.ts';
import type { EngineAddress } from './address.ts';
import type { RegistryAuth } from './registry-auth.ts';
import type { CallOptions, ContainerRun, Containers, RunOptions } from './types-containers.ts';

/** What the Engine says of itself and its host. */
export interface EngineInfo {
  /** Stays the same over restarts; two contexts with one id are one Engine. */
  readonly id: string;
  /** The host's name. */
  readonly name: string;
  readonly version: string;
  /** The API version in use: the lower one of the Engine's newest and the one that Slipway was tested with. */
  readonly apiVersion: string;
  readonly os: string;
  /** As the Engine names it: `x86_64`, `aarch64`. */
  readonly architecture: string;
  readonly operatingSystem: string;
  readonly kernelVersion: string;
  readonly cpus: number;
  /** Bytes. */
  readonly memory: number;
  readonly cgroupDriver: string;
  /** `1` or `2`. */
  readonly cgroupVersion: string;
  readonly memoryLimit: boolean;
  readonly swapLimit: boolean;
  readonly cpuQuota: boolean;
  readonly cpuShares: boolean;
  readonly cpuset: boolean;
  readonly securityOptions: readonly string[];
  /** All containers run in a user namespace (`userns-remap`). */
  readonly usernsRemap: boolean;
  readonly rootless: boolean;
  readonly storageDriver: string;
  /** Images live in containerd's store, so multi-platform images and attestations can be loaded. */
  readonly containerdImageStore: boolean;
  readonly rootDir: string;
  /** Docker Desktop's Engine runs in a virtual machine. */
  readonly desktop: boolean;
  readonly registryMirrors: readonly string[];
  readonly warnings: readonly string[];
}

export interface EngineEvent {
  readonly type: 'container' | 'volume' | 'network' | 'image';
  /** `create`, `start`, `die`, `stop`, `destroy`, `update`, `rename`, `mount`, `pull`, `tag`, `oom`, `health_status: …` … */
  readonly action: string;
  readonly id: string;
  /** The container's, volume's or network's name; an image's reference. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Microseconds since 1970, by the Engine's clock. */
  readonly at: number;
}

/** What the event stream of an Engine tells. */
export type EngineSignal =
  /** Connected for the first time or after a gap in which events may be missing: list everything anew. */
  | { readonly kind: 're-list' }
  | { readonly kind: 'event'; readonly event: EngineEvent }
  /** The Engine is gone; it is tried again by itself. Told once for each loss. */
  | { readonly kind: 'lost'; readonly failure: Failure };

export interface VolumeInfo {
  readonly name: string;
  readonly driver: string;
  readonly mountpoint: string;
  /** Microseconds since 1970; undefined where the Engine does not say. */
  readonly createdAt: number | undefined;
  readonly labels: Readonly<Record<string, string>>;
}

export interface VolumeUsage {
  /** Bytes; undefined when the Engine does not know (other drivers than `local`). */
  readonly size: number | undefined;
  /** Containers that have it, stopped ones too; undefined when not known. */
  readonly references: number | undefined;
}

export interface Volumes {
  list(options?: CallOptions & { readonly namePrefix?: string }): Promise<readonly VolumeInfo[]>;
  /** Fails `not-found`. */
  inspect(name: string, options?: CallOptions): Promise<VolumeInfo>;
  create(
    name: string,
    options?: CallOptions & { readonly labels?: Readonly<Record<string, string>> },
  ): Promise<VolumeInfo>;
  /** Never by force. Fails `volume-in-use` with the Engine's words, `not-found`. */
  remove(name: string, options?: CallOptions): Promise<void>;
  /** Size and use of every volume by name. The Engine walks the disk: this can take minutes. Run it in the background. */
  usage(options?: CallOptions): Promise<ReadonlyMap<string, VolumeUsage>>;
}

export interface NetworkInfo {
  readonly id: string;
  readonly name: string;
  readonly driver: string;
  readonly scope: string;
  readonly internal: boolean;
  readonly subnets: readonly string[];
}

export interface Networks {
  list(options?: CallOptions): Promise<readonly NetworkInfo[]>;
  /** Fails `not-found`. */
  inspect(nameOrId: string, options?: CallOptions): Promise<NetworkInfo>;
}

export interface ImageInfo {
  readonly id: string;
  readonly tags: readonly string[];
  readonly digests: readonly string[];
  readonly os: string;
  readonly architecture: string;
  readonly variant: string;
  /** Bytes. */
  readonly size: number;
  /** Microseconds since 1970; undefined where the image does not say. */
  readonly createdAt: number | undefined;
  readonly env: readonly string[];
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly raw: unknown;
}

/** A line of a pull or load. */
export interface ImageProgress {
  /** The layer, or the tag for the first line; empty for lines about the whole. */
  readonly id: string;
  readonly status: string;
  /** Bytes. */
  readonly current: number | undefined;
  readonly total: number | undefined;
}

export interface Images {
  /** All tags of the Engine's images; untagged ones are left out. */
  list(
    options?: CallOptions,
  ): Promise<readonly { readonly id: string; readonly tags: readonly string[]; readonly size: number }[]>;
  /** Fails `not-found`. */
  inspect(reference: string, options?: CallOptions): Promise<ImageInfo>;
  /**
   * Pulls to the end, a line at a time. Fails `image-unavailable` with the Engine's or the registry's words, wherever in
   * the stream they came.
   */
  pull(
    reference: string,
    options?: CallOptions & {
      readonly auth?: RegistryAuth | undefined;
      readonly platform?: string;
      readonly onProgress?: (line: ImageProgress) => void;
    },
  ): Promise<void>;
  /** Loads a `docker save` archive; gives what it loaded (references, or ids for untagged images). */
  load(
    archive: Readable,
    options?: CallOptions & { readonly onProgress?: (line: ImageProgress) => void },
  ): Promise<readonly string[]>;
  remove(reference: string, options?: CallOptions & { readonly force?: boolean }): Promise<void>;
}

/** One Engine. Makes no connection of its own until it is used. */
export interface Engine {
  readonly address: EngineAddress;
  /** The address as a docker host URL, for people. */
  readonly hostUrl: string;
  /** Asked once and kept until `refresh`; the first call negotiates the API version. */
  info(options?: CallOptions & { readonly refresh?: boolean }): Promise<EngineInfo>;
  /** True when `POST /grpc` is upgraded: the Engine has a BuildKit of its own (`docker` driver). */
  hasBuildkit(options?: CallOptions): Promise<boolean>;
  readonly containers: Containers;
  readonly volumes: Volumes;
  readonly networks: Networks;
  readonly images: Images;
  /**
   * Follows the Engine until the signal aborts: one stream however many listen, reconnecting with growing pauses.
   * Every listener gets `re-list` first.
   */
  follow(listener: (signal: EngineSignal) => void, options: { readonly signal: AbortSignal }): void;
  /** Creates, attaches, starts; the container removes itself. */
  run(options: RunOptions): Promise<ContainerRun>;
  /** Ends kept connections and the event stream. */
  close(): void;
}
