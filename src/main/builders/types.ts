import type { BuilderItem } from '../../shared/contract/index.ts';
import type { DialTarget } from '../buildkit/index.ts';
import type { StoredNode } from '../buildx/index.ts';
import type { Engine } from '../engine/index.ts';

/** A node by the names that the CLI uses. */
export interface NodeRef {
  /** Builder name in any case, or a docker context's. */
  readonly builder: string;
  readonly node: string;
}

/** How a node runs. `other`: a driver that Slipway lists but does not drive (kubernetes, cloud, unknown ones). */
export type DriverKind = 'docker' | 'docker-container' | 'remote' | 'other';

/** A node with what is needed to work on it, read freshly from the store and the contexts. */
export interface ResolvedNode {
  /** The builder's name as typed. */
  readonly builder: string;
  readonly driver: DriverKind;
  /** As stored, such as `kubernetes`. */
  readonly driverName: string;
  readonly implicit: boolean;
  readonly node: StoredNode;
  /** Absent for `remote` and `other`. */
  readonly engine?: Engine;
  /** Container name; absent for every driver but `docker-container`. */
  readonly container?: string;
  readonly stateVolume?: string;
}

export type BootStep = 'pull' | 'create' | 'copy' | 'start' | 'ready';

/** What a boot tells while it goes on. Times are microseconds since 1970, by this machine's clock. */
export type BootEvent =
  /** `running` is told before the step touches anything, and a promise returned then is awaited. */
  | {
      readonly kind: 'step';
      readonly step: BootStep;
      readonly status: 'running' | 'done' | 'failed' | 'skipped';
      readonly note?: string;
    }
  /** More about a step that runs. */
  | { readonly kind: 'note'; readonly step: BootStep; readonly note: string }
  /** Bytes of the image so far, over all layers. */
  | { readonly kind: 'progress'; readonly step: 'pull'; readonly current: number; readonly total: number }
  /** A line of buildx's vertex `[internal] booting buildkit`, in its words; told at its start and again at its end. */
  | { readonly kind: 'status'; readonly text: string; readonly startedAt: number; readonly endedAt?: number }
  /** The container's log and buildctl's output, when the daemon does not come up. */
  | { readonly kind: 'log'; readonly stream: 1 | 2; readonly text: string };

/** Told each event in order. Who joins a boot that runs already is told what it has missed. */
export type BootReport = (event: BootEvent) => void | Promise<void>;

/** What an operation does to a builder now, shown on its row. */
export type BuilderOperation = NonNullable<BuilderItem['operation']>;

/** A running node, ready to be dialled. */
export interface OpenNode {
  readonly key: string;
  readonly target: DialTarget;
  /** Which run of its container this is, for `fateOf`; absent for every driver but `docker-container`. */
  readonly run?: string;
}
