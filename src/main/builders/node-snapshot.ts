import type { BuilderStatus, Failure, NodeContainer } from '../../shared/contract/index.ts';
import type { WorkerFacts } from './worker-facts.ts';

/** What is known of a node at one moment. */
export interface NodeSnapshot {
  readonly status: BuilderStatus;
  readonly failure?: Failure;
  readonly engineId?: string;
  readonly container?: NodeContainer;
  /** The state volume, if it is there, with a container or without. */
  readonly stateVolume?: string;
  readonly facts?: WorkerFacts;
  /** Microseconds since 1970 of the last answer, when its Engine does not answer now. */
  readonly staleSince?: number;
}

export const LOADING: NodeSnapshot = { status: 'loading' };
