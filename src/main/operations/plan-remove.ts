import { type Failure, SlipwayError } from '../../shared/contract/index.ts';
import type { ResolvedNode } from '../builders/index.ts';
import type { RemoveEntry } from './journal-entry.ts';
import type { PlannedStep } from './operation.ts';

/** A node as it was found when its removal was planned. */
export interface RemoveFacts {
  readonly node: Omit<ResolvedNode, 'engine' | 'driver'>;
  /** Empty when there is none, or its Engine does not answer. */
  readonly containerId: string;
  readonly volumeCreatedAt: number | null;
  /** Why its Engine could not be asked. */
  readonly unreachable?: Failure;
}

export interface RemovePlan {
  readonly builder: string;
  readonly keepState: boolean;
  readonly nodes: RemoveEntry['nodes'];
  /** By node: its Engine did not answer when the removal was planned, so it is not waited for again. */
  readonly unreachable: Readonly<Record<string, Failure>>;
  readonly steps: readonly PlannedStep[];
}

/**
 * What removing a builder takes, or why it cannot be removed (docker/buildx commands/rm.go). Pure.
 *
 * @throws SlipwayError `unsupported`
 */
export function planRemove(
  builder: string,
  driverName: string,
  implicit: boolean,
  keepState: boolean,
  facts: readonly RemoveFacts[],
): RemovePlan {
  if (implicit) {
    throw new SlipwayError({
      code: 'unsupported',
      title: `${builder} comes with the docker context of that name and cannot be removed alone.`,
      remedy: 'Remove the context if you no longer need it.',
      command: `docker context rm ${builder}`,
    });
  }
  if (driverName !== 'docker-container' && driverName !== 'remote') {
    throw new SlipwayError({
      code: 'unsupported',
      title: `Slipway does not remove ${driverName} builders.`,
      meaning: 'What they run on is not asked by Slipway, and would be left behind.',
      remedy: 'Remove it with the docker command.',
      command: `docker buildx rm ${builder}`,
    });
  }
  const nodes = facts.flatMap(({ node: { node, container, stateVolume }, containerId, volumeCreatedAt }) =>
    container === undefined || stateVolume === undefined
      ? []
      : [{ node: node.name, endpoint: node.endpoint, container, volume: stateVolume, containerId, volumeCreatedAt }],
  );
  return {
    builder,
    keepState,
    nodes,
    unreachable: Object.fromEntries(
      facts.flatMap(({ node: { node }, unreachable }) => (unreachable ? [[node.name, unreachable]] : [])),
    ),
    steps: removeSteps({ nodes, keepState }),
  };
}

/** The steps of a removal, as they are shown. */
export function removeSteps({ nodes, keepState }: Pick<RemoveEntry, 'nodes' | 'keepState'>): readonly PlannedStep[] {
  const of = (node: string): string => (nodes.length > 1 ? ` of ${node}` : '');
  return [
    ...nodes.flatMap(({ node }) => [
      { id: `${node}/stop`, title: `Stop the container${of(node)}` },
      { id: `${node}/container`, title: `Remove the container${of(node)}` },
      {
        id: `${node}/volume`,
        title: keepState ? `Keep the state volume${of(node)}` : `Delete the state volume${of(node)}`,
      },
    ]),
    { id: 'write-store', title: 'Take it off the list of builders' },
  ];
}
