import type { Failure } from './failure.ts';

/** A Docker Engine as one of the docker contexts names it. */
export interface EngineItem {
  /** Docker context: `default` is the virtual one. */
  readonly context: string;
  /** Host URL that was tried, such as `unix:///var/run/docker.sock`. */
  readonly host: string;
  readonly description?: string;
  readonly state:
    | { readonly kind: 'connecting' }
    | { readonly kind: 'up'; readonly facts: EngineFacts }
    | { readonly kind: 'down'; readonly failure: Failure; readonly triedAt: number; readonly lastSeen?: number };
}

export interface EnginesHead {
  /** The context that the docker CLI would use now. */
  readonly current: string;
  /** How it was chosen: `DOCKER_HOST`, `DOCKER_CONTEXT`, `config.json` or `default`. */
  readonly chosenBy: string;
  /** Set when the choice itself is broken, such as a context that does not exist. */
  readonly failure?: Failure;
  /**
   * Files of docker's contexts that could not be read, but for that of the current one, which is its failure: Engines that
   * only they name are not among the items. Nothing is changed in them.
   */
  readonly problems: readonly { readonly file: string; readonly failure: Failure }[];
  /** False until each Engine has answered or failed once. */
  readonly settled: boolean;
}

/** From the Engine's `/info` and `/version`. Sizes are bytes. */
export interface EngineFacts {
  /** The Engine's own id: two contexts with the same id are one Engine. */
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly apiVersion: string;
  readonly operatingSystem: string;
  readonly osType: string;
  readonly architecture: string;
  readonly cpus: number;
  readonly memory: number;
  readonly cgroupDriver: 'cgroupfs' | 'systemd' | 'none' | 'unknown';
  readonly cgroupVersion: 1 | 2 | null;
  readonly swapLimit: boolean;
  readonly containerdImageStore: boolean;
}

/** A network of an Engine, for the network choice of a new builder. */
export interface EngineNetwork {
  readonly name: string;
  readonly driver: string;
  readonly scope: string;
  readonly internal: boolean;
  readonly subnets: readonly string[];
}
