import type { Readable } from 'node:stream';
import type { OutputChunk } from './demux.ts';

/** Every call takes a signal; giving up is the failure `cancelled`. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

/** A row of the Engine's list of containers. */
export interface ContainerSummary {
  readonly id: string;
  /** Without the leading slash. */
  readonly name: string;
  readonly image: string;
  /** `created`, `running`, `paused`, `restarting`, `removing`, `exited` or `dead`. */
  readonly state: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** What inspect says of a container, as far as Slipway uses it; `raw` is the Engine's own answer. */
export interface ContainerInfo {
  readonly id: string;
  readonly name: string;
  /** The reference that it was created with. */
  readonly image: string;
  /** `sha256:…` of the image it runs. */
  readonly imageId: string;
  /** Microseconds since 1970. */
  readonly createdAt: number;
  readonly state: ContainerState;
  readonly restartCount: number;
  readonly command: readonly string[];
  /** The image's own variables are among them. */
  readonly env: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly hostConfig: ContainerHostConfig;
  readonly mounts: readonly ContainerMount[];
  /** The networks that it is really on, by name. */
  readonly networks: Readonly<Record<string, { readonly networkId: string; readonly ipAddress: string }>>;
  readonly raw: unknown;
}

export interface ContainerState {
  readonly status: string;
  /** Also true while paused or restarting, as buildx reads it. */
  readonly running: boolean;
  readonly paused: boolean;
  readonly restarting: boolean;
  readonly oomKilled: boolean;
  readonly dead: boolean;
  readonly exitCode: number;
  readonly error: string;
  /** Microseconds since 1970 by the Engine's clock; undefined when it never started. */
  readonly startedAt: number | undefined;
  readonly finishedAt: number | undefined;
}

/** Bytes and microseconds as the Engine holds them; 0 means "not set" in most of them. */
export interface ContainerHostConfig {
  readonly memory: number;
  readonly memorySwap: number;
  readonly cpuQuota: number;
  readonly cpuPeriod: number;
  readonly cpuShares: number;
  readonly nanoCpus: number;
  readonly cpusetCpus: string;
  readonly cpusetMems: string;
  readonly cgroupParent: string;
  readonly networkMode: string;
  readonly privileged: boolean;
  readonly restartPolicy: { readonly name: string; readonly maximumRetryCount: number };
}

export interface ContainerMount {
  readonly type: string;
  /** The volume's name; empty for a bind. */
  readonly name: string;
  readonly source: string;
  readonly destination: string;
  readonly readWrite: boolean;
}

/** One measurement of a running container. */
export interface ContainerSample {
  /** Microseconds since 1970, by the Engine's clock. */
  readonly at: number;
  /** Cores in use since the sample before; 1.5 is one and a half. Undefined on the first one. */
  readonly cores: number | undefined;
  /** Bytes without the page cache that can be dropped (usage - inactive_file, cgroup v1 and v2). */
  readonly memory: number | undefined;
  /** Bytes; the limit, or the host's memory without one. */
  readonly memoryLimit: number | undefined;
  readonly processes: number | undefined;
}

export interface ExecResult {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

export interface LogsOptions extends CallOptions {
  readonly follow?: boolean;
  /** The newest lines alone. */
  readonly tail?: number;
}

export interface RunOptions extends CallOptions {
  readonly image: string;
  /** Replaces the image's command. */
  readonly command?: readonly string[];
  readonly env?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly name?: string;
  /** More of `HostConfig`; AutoRemove is set here. */
  readonly hostConfig?: Readonly<Record<string, unknown>>;
}

/** A container of an image that runs in front of a person; it removes itself when it ends. */
export interface ContainerRun {
  readonly containerId: string;
  /** Read it to the end; reading slowly slows the program down. */
  readonly output: AsyncIterable<OutputChunk>;
  /** Resolves when the container ended. Rejects with a typed failure when the Engine was lost meanwhile. */
  readonly exitCode: Promise<number>;
  /** SIGTERM, then SIGKILL after `graceSeconds` (default 5). */
  stop(graceSeconds?: number): Promise<void>;
}

export interface Containers {
  /** All states. `namePrefix` as `buildx_buildkit_`; `volume`: those that have this one. */
  list(
    options?: CallOptions & { readonly namePrefix?: string; readonly label?: string; readonly volume?: string },
  ): Promise<readonly ContainerSummary[]>;
  /** Fails `not-found`. */
  inspect(nameOrId: string, options?: CallOptions): Promise<ContainerInfo>;
  /**
   * `body` is the Engine's own create request, sent as it is. Gives the id and the Engine's warnings (a limit that it
   * left out). Fails `conflict` when the name is taken, `not-found` when the image is missing.
   */
  create(
    name: string | undefined,
    body: Readonly<Record<string, unknown>>,
    options?: CallOptions,
  ): Promise<{ readonly id: string; readonly warnings: readonly string[] }>;
  /** Nothing happens if it runs already. */
  start(nameOrId: string, options?: CallOptions): Promise<void>;
  /** Nothing happens if it is stopped already. Without `graceSeconds` the Engine's default (10 s). */
  stop(nameOrId: string, options?: CallOptions & { readonly graceSeconds?: number }): Promise<void>;
  /** `volumes` removes its anonymous volumes, never named ones. */
  remove(
    nameOrId: string,
    options?: CallOptions & { readonly force?: boolean; readonly volumes?: boolean },
  ): Promise<void>;
  rename(nameOrId: string, name: string, options?: CallOptions): Promise<void>;
  /** `POST /containers/{id}/update`; the Engine's own field names. Gives its warnings. */
  update(nameOrId: string, body: Readonly<Record<string, unknown>>, options?: CallOptions): Promise<readonly string[]>;
  /** Unpacks a tar into `path`, which must exist. Works on a created container that never ran. */
  putArchive(nameOrId: string, path: string, tar: Buffer | Readable, options?: CallOptions): Promise<void>;
  /** Runs a command to its end. Fails `conflict` when the container does not run. */
  exec(nameOrId: string, command: readonly string[], options?: CallOptions): Promise<ExecResult>;
  logs(nameOrId: string, options?: LogsOptions): AsyncIterable<OutputChunk>;
  /** About one sample a second until the signal aborts or the container stops; ends then without a failure. */
  stats(nameOrId: string, options: { readonly signal: AbortSignal }): AsyncIterable<ContainerSample>;
}
