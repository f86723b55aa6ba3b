import type { Failure } from '../../shared/contract/failure.ts';

/** A platform as the store keeps it. Keys are the store's own. */
export interface StoredPlatform {
  readonly architecture: string;
  readonly os: string;
  readonly osVersion?: string;
  readonly osFeatures?: readonly string[];
  readonly variant?: string;
}

/** A node of a stored builder. `null` and empty differ on disk, and both are kept as they were. */
export interface StoredNode {
  /** Lower-case. The container is `buildx_buildkit_<name>`. */
  readonly name: string;
  /** A docker context's name or a host URL. */
  readonly endpoint: string;
  /** The fixed platforms alone. */
  readonly platforms: readonly StoredPlatform[] | null;
  readonly driverOpts: Readonly<Record<string, string>> | null;
  /** Arguments of buildkitd, the default entitlement included. */
  readonly flags: readonly string[] | null;
  /** By path below /etc/buildkit. May hold private keys: never log or show whole. */
  readonly files: Readonly<Record<string, Uint8Array>> | null;
}

/** A stored builder: one file of `instances/`. */
export interface StoredInstance {
  /** As typed, case kept; the file's name is its lower-case form. */
  readonly name: string;
  /** `docker-container`, `remote`, `kubernetes`, `cloud`. */
  readonly driver: string;
  readonly nodes: readonly StoredNode[];
  readonly dynamic: boolean;
}

export interface ListedInstance extends StoredInstance {
  /** The file's name: key for every other call. */
  readonly key: string;
  /** Microseconds since 1970; undefined when it was never used. */
  readonly lastActivity: number | undefined;
}

/** Something in the store that the CLI stumbles over or loses. Reported, never touched. */
export interface StoreProblem {
  readonly kind: /** A name that no builder may have (`.tmp-…`, `.DS_Store`): `docker buildx ls` fails on it. */
    | 'stray-file'
    /** A file in instances/ that is not the JSON of a builder. */
    | 'broken-instance'
    /** An upper-case file name: `docker buildx ls` deletes it. */
    | 'upper-case-file'
    | 'stray-folder'
    | 'unreadable'
    /** Two nodes of one name, or files emptied by a failed update. */
    | 'damaged-node'
    | 'broken-current'
    | 'broken-activity';
  readonly path: string;
  readonly failure: Failure;
}

export interface InstanceList {
  /** Sorted by name. */
  readonly instances: readonly ListedInstance[];
  readonly problems: readonly StoreProblem[];
}

/** The selection that the CLI would use for a context, read without writing. */
export interface CurrentSelection {
  /** The builder's key, or undefined for the context's own (implicit) builder. */
  readonly builder: string | undefined;
  /** Which rule chose it. */
  readonly because: 'global' | 'current' | 'default-for-context' | 'implicit';
  /** A selected builder that no longer exists; the implicit one is used instead. */
  readonly missing?: string;
}

/** Written before a build, so that `docker buildx history` can name it. */
export interface LocalState {
  readonly target: string;
  /** Absolute path of the context, remote URL or `-`. */
  readonly localPath: string;
  /** Absolute, or `-`. */
  readonly dockerfilePath: string;
  readonly groupRef?: string;
}

export interface BuildRef {
  /** The builder's name as typed, as the CLI does. */
  readonly builder: string;
  readonly node: string;
  readonly id: string;
}

/** The CLI's store on disk. Reads take no lock; writes take it for milliseconds. */
export interface BuilderStore {
  readonly dir: string;
  list(): Promise<InstanceList>;
  /** By any case of the name. Undefined when there is none; fails `store-broken` when it cannot be read. */
  read(name: string): Promise<ListedInstance | undefined>;
  /** Microseconds since 1970 when a builder was last used, also for a context's own one, which has no file. */
  lastActivity(name: string): Promise<number | undefined>;
  /**
   * Writes the builder and its activity, as `docker buildx create` does.
   *
   * @throws SlipwayError `store-locked`, `store-unwritable`; `builder-exists` when `onlyNew` and it is there already
   */
  save(instance: StoredInstance, options?: WriteOptions & { readonly onlyNew?: boolean }): Promise<void>;
  /**
   * Removes the builder's file, activity and refs; `current` keeps its name, as the CLI leaves it. Nothing happens if
   * there is none.
   */
  remove(name: string, options?: WriteOptions): Promise<void>;
  /**
   * One change made of several reads and writes under one lock. The callback must be quick and must not wait for
   * anything but the store.
   */
  transaction<T>(change: (inside: StoreTransaction) => Promise<T>, options?: WriteOptions): Promise<T>;
  /** For the key of a context (its name, or the host URL of `default`), in the CLI's order. Writes nothing. */
  current(key: string): Promise<CurrentSelection>;
  /**
   * Makes a builder the current one, as `docker buildx use` does. `name` undefined: the context's own. Without
   * `asDefault` the stored default of the context is removed, as the CLI does.
   */
  use(
    name: string | undefined,
    options: WriteOptions & { readonly key: string; readonly asDefault?: boolean; readonly global?: boolean },
  ): Promise<void>;
  /** Notes that the builder is used now. */
  touch(name: string, at?: Date): Promise<void>;
  /** 16 hex characters; made once. */
  nodeId(): Promise<string>;
  writeRef(ref: BuildRef, state: LocalState): Promise<void>;
  /** Undefined when there is none or it cannot be read. */
  readRef(ref: BuildRef): Promise<LocalState | undefined>;
  /** Text of buildkitd.default.toml, which the CLI adds to every new builder, if there is one. */
  defaultConfig(): Promise<{ readonly path: string; readonly text: string } | undefined>;
  /**
   * Calls back after a change by anybody, ours too, once the store is quiet again. Outlives a removed or replaced
   * folder. Ends with the signal.
   */
  watch(onChange: () => void, options: { readonly signal: AbortSignal }): void;
}

export interface StoreTransaction {
  list(): Promise<InstanceList>;
  read(name: string): Promise<ListedInstance | undefined>;
  save(instance: StoredInstance): Promise<void>;
  remove(name: string): Promise<void>;
  use(
    name: string | undefined,
    options: { readonly key: string; readonly asDefault?: boolean; readonly global?: boolean },
  ): Promise<void>;
}

export interface WriteOptions {
  /** How long to wait for the CLI's lock. Default 5000 ms. */
  readonly lockTimeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
}
