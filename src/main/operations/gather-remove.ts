import { failureOf } from '../../shared/contract/index.ts';
import { orUndefined, type ResolvedNode } from '../builders/index.ts';
import type { Parts } from './parts.ts';
import { planRemove, type RemoveFacts, type RemovePlan } from './plan-remove.ts';

const LOOK_MS = 10_000;

/** Looks at each node of a builder and plans its removal. An Engine that does not answer holds up nothing. */
export async function gatherRemove(builder: string, keepState: boolean, parts: Parts): Promise<RemovePlan> {
  const nodes = await parts.builders.describe(builder);
  const facts = await Promise.all(nodes.map((node) => look(node, parts)));
  const first = nodes[0];
  return planRemove(first?.builder ?? builder, first?.driverName ?? '', first?.implicit ?? false, keepState, facts);
}

async function look(node: Omit<ResolvedNode, 'engine' | 'driver'>, { engines }: Parts): Promise<RemoveFacts> {
  const { container, stateVolume } = node;
  const none = { node, containerId: '', volumeCreatedAt: null, failure: undefined };
  if (container === undefined || stateVolume === undefined) return none;
  const signal = AbortSignal.timeout(LOOK_MS);
  try {
    const engine = await engines.engineOf(node.node.endpoint);
    const [found, volume] = await Promise.all([
      orUndefined(engine.containers.inspect(container, { signal })),
      orUndefined(engine.volumes.inspect(stateVolume, { signal })),
    ]);
    return { ...none, containerId: found?.id ?? '', volumeCreatedAt: volume?.createdAt ?? null };
  } catch (error) {
    return { ...none, failure: failureOf(error) };
  }
}
