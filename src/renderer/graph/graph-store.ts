import { createContext, use } from 'react';
import { type StoreApi, useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Steps } from './topology.ts';

/**
 * What cards and edges draw besides their places. Each row reads its own step here, so that a step that changes draws one
 * row again and not the graph.
 */
export interface GraphState {
  readonly steps: Steps;
  readonly selected: string | undefined;
  /** Step under the pointer: its stubs are drawn in full. */
  readonly pointed: string | undefined;
  /** Steps on the way to the one that failed; all else is dimmed. */
  readonly failing: ReadonlySet<string> | undefined;
  /** Daemon's clock minus this computer's, µs. */
  readonly clockOffset: number;
  /** µs of this computer's clock: when the build was last heard of, where its builder does not answer. */
  readonly lastHeard: number | undefined;
}

export type GraphStore = StoreApi<GraphState>;

export function createGraphStore(initial: GraphState): GraphStore {
  return createStore<GraphState>(() => initial);
}

export const GraphStoreContext = createContext<GraphStore | undefined>(undefined);

export function useGraph<Part>(select: (state: GraphState) => Part): Part {
  const store = use(GraphStoreContext);
  if (store === undefined) throw new Error('a part of the graph stands outside of it');
  return useStore(store, select);
}

export function useGraphStore(): GraphStore {
  const store = use(GraphStoreContext);
  if (store === undefined) throw new Error('a part of the graph stands outside of it');
  return store;
}
